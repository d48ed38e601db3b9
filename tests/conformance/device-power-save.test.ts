import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createRadio } from '../../src/cli/connections/power-save.ts';
import { serveFiles, whole } from '../support/conformance/file-server.ts';
import { startPush } from '../support/conformance/push-process.ts';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import { startWiredDevice, type WiredDevice } from '../support/conformance/wired-device.ts';
import { tinyBundle } from '../support/ota-core/device/test-device.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

vi.setConfig({ testTimeout: 90_000 });

const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';
const PING = '{"id":1,"method":"RPC.Ping"}';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Settles with the reply to a ping. */
type Ask = (device: WiredDevice) => Promise<string>;

const byWebSocket: Ask = async ({ ws }) => {
  const socket = new WebSocket(ws);
  closers.push(() => socket.terminate());
  await once(socket, 'open');
  socket.send(PING);
  return String(await once(socket, 'message'));
};
const byTcp: Ask = async ({ tcp }) => {
  const socket = connect(Number(tcp.port), tcp.hostname);
  closers.push(() => socket.destroy());
  socket.write(`\n"""${PING}"""\n`);
  return String(await once(socket, 'data'));
};
const byUdp: Ask = async ({ udp }) => {
  const socket = createSocket('udp4');
  closers.push(() => socket.close());
  socket.send(PING, Number(udp.port), udp.hostname);
  return String(await once(socket, 'message'));
};
const byHttp: Ask = async ({ http }) => {
  const response = await fetch(http, { method: 'POST', body: PING });
  return response.text();
};

async function startAsleep() {
  const clock = new VirtualClock();
  const device = await startWiredDevice('esp32', { radio: createRadio(clock, 300) });
  closers.push(() => device.stop());
  return { clock, device };
}

describe('a device whose radio sleeps', () => {
  it.each([
    ['a WebSocket', byWebSocket],
    ['TCP', byTcp],
    ['UDP', byUdp],
    ['HTTP', byHttp],
  ])('answers over %s at the next beacon', async (_, ask) => {
    const { clock, device } = await startAsleep();
    let answer: string | null = null;
    const asked = ask(device).then((text) => (answer = text));
    await vi.waitUntil(() => clock.sleeping > 0, { timeout: 30_000 });
    expect(answer).toBeNull();
    await clock.advance(200);
    expect(await asked).toContain('channel_info');
  });

  it('gets a file at the next beacon, fetched or posted', async () => {
    const { clock, device } = await startAsleep();
    const server = await serveFiles(whole(tinyBundle));
    closers.push(() => server.close());
    const params = { url: server.url, commit_timeout: 60 };
    const pulled = device.emulator.call({ method: 'OTA.Update', params, channel: 'UART0' });
    await vi.waitUntil(() => clock.sleeping > 0, { timeout: 30_000 });
    await clock.advance(200);
    expect(await pulled).toMatchObject({ code: 0 });
    await vi.waitUntil(() => device.emulator.snapshot().running?.version === '1.1.0', {
      timeout: 30_000,
    });
    await device.emulator.call({ method: 'OTA.Commit', params: null, channel: 'UART0' });

    await clock.advance(60);
    const form = new FormData();
    form.append('file', new Blob([readFileSync(BUNDLE)]), 'fw.zip');
    const posted = fetch(device.http.replace(/rpc$/, 'update'), { method: 'POST', body: form });
    await vi.waitUntil(() => clock.sleeping > 0, { timeout: 30_000 });
    await clock.advance(300);
    expect((await posted).status).toBe(200);
  });

  it('takes an update of push, as the device of the command', async () => {
    const device = new DeviceProcess(['--ws', '0', '--power-save', '102.4']);
    closers.push(() => device.end('SIGKILL'));
    const ready = await device.ready();
    const { last } = await startPush([BUNDLE, '--port', String(ready.ws)]);
    expect(last).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0' });
    expect(await callDevice(ready, 'Sys.GetInfo')).toMatchObject({
      result: { fw_version: '1.1.0' },
    });
  });
});
