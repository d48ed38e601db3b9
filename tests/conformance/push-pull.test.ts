/** `push --via update`: the device fetches the file itself, on real sockets. */
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import type { DeviceEvent } from '../support/conformance/device-process.ts';
import { serveFiles, whole } from '../support/conformance/file-server.ts';
import { startPush } from '../support/conformance/push-process.ts';
import type { PushLine } from '../support/conformance/push-process.ts';
import { createPtyFolder } from '../support/conformance/serial-client.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';

vi.setConfig({ testTimeout: 90_000 });

const TINY = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';
const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
const BYTES = readFileSync(BUNDLE);

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function startDevice(...args: readonly string[]) {
  const fresh = ['--app', 'demo', '--fw-version', '1.0.0', '--id', 'esp32_AABBCC'];
  const wires = ['--ws', '0', '--tcp', '0', '--udp', '0'];
  const device = new DeviceProcess([...wires, ...fresh, ...args]);
  closers.push(() => device.end('SIGTERM'));
  const ready = await device.ready();
  return { device, ready, to: (wire: string) => ['--port', String(ready[wire])] };
}

async function serve(answer: RequestListener) {
  const server = await serveFiles(answer);
  closers.push(() => server.close());
  return server;
}

const served = ['--via', 'update', '--serve', '0'];
const calls = ({ events }: DeviceProcess): readonly unknown[] =>
  events.filter(({ event }) => event === 'rpc').map(({ method }) => method);
const eventsOf = (lines: readonly PushLine[], name: string): readonly PushLine[] =>
  lines.filter(({ event }) => event === name);

/** What a device sends, and nobody else. */
const isDevice: (request: { headers: object }) => boolean = ({ headers }) =>
  'x-mgos-device-id' in headers;

describe('push of a file that it serves to the device', () => {
  it.each(['ws', 'tcp', 'http', 'udp'])(
    'updates it over %s, which tells who asks and keeps what it then runs',
    async (wire) => {
      const { device, ready, to } = await startDevice();
      const { status, last, lines } = await startPush([BUNDLE, ...to(wire), ...served]);
      expect(last).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0' });
      expect(status).toBe(0);
      expect(eventsOf(lines, 'request')).toMatchObject([
        {
          ...{ method: 'GET', status: 200, from: '127.0.0.1', offset: 0 },
          device: 'esp32_AABBCC 30AEA4AABBCC',
          firmware: 'esp32 1.0.0 20260101-000000/v1.0.0',
          userAgent: 'demo/1.0.0 (MongooseOS/2.17.0; esp32)',
        },
      ]);
      expect(calls(device)).not.toContain('OTA.Begin');
      const info = (await callDevice(ready, 'Sys.GetInfo')).result;
      expect(info).toMatchObject({ fw_version: '1.1.0' });
      expect(JSON.stringify(lines)).not.toMatch(/[0-9a-f]{32}\/fw\.zip/);
    },
  );

  it('updates it over a wire, where nothing but its reply is heard', async () => {
    const folder = createPtyFolder();
    closers.push(() => {
      folder.remove();
      return Promise.resolve();
    });
    const tty = folder.at('tty');
    const { ready } = await startDevice('--pty', tty);
    const to = ['--port', String(ready['serial'])];
    const via = ['--via', 'update', '--serve', '127.0.0.1:0'];
    const { status, last } = await startPush([TINY, ...to, ...via]);
    expect(last).toMatchObject({ result: 'committed' });
    expect(status).toBe(0);
  });

  it('updates it through a broker', async () => {
    const broker = await startBroker();
    closers.push(() => broker.stop());
    const { ready } = await startDevice('--mqtt', broker.url);
    const { status } = await startPush([TINY, '--port', String(ready['mqtt']), ...served]);
    expect(status).toBe(0);
  });

  it('shows the progress of the device in its own words', async () => {
    const { to } = await startDevice('--timing', 'typical');
    const { status, lines } = await startPush([BUNDLE, ...to('ws'), ...served]);
    expect(status).toBe(0);
    const told = eventsOf(lines, 'progress').map((line) => line['status']);
    expect(told).toContainEqual(expect.objectContaining({ state: 1 }));
  });

  it('is stopped by Ctrl-C: the file is gone, and the device gives up', async () => {
    const { ready, to } = await startDevice('--timing', 'typical');
    const { status, last } = await startPush([BUNDLE, ...to('ws'), ...served], (line, child) => {
      if (line['event'] === 'request') child.kill('SIGINT');
    });
    expect(last).toMatchObject({ result: 'failed', failure: { code: 'cancelled' } });
    expect(status).toBe(3);
    const { result } = await callDevice(ready, 'OTA.Status');
    expect(result).toMatchObject({ state: 2, is_committed: true });
  });
});

/** Nginx serves whole files in push-url.test.ts; here stands what has to stop at a byte. */
describe('push of a file that somebody else serves', () => {
  /** Whole to whoever is no device. */
  const otherwiseToDevices =
    (answer: RequestListener): RequestListener =>
    (request, response) =>
      (isDevice(request) ? answer : whole(BYTES))(request, response);

  /** The device gets a piece, and the rest never. */
  const stalling = otherwiseToDevices((_, response) => {
    response.writeHead(200, { 'Content-Length': BYTES.length });
    response.write(BYTES.subarray(0, 50_000));
  });
  const isFetching = ({ event, state }: DeviceEvent): boolean =>
    event === 'update' && state === 'manifest';

  it('is left by Ctrl-C to a device that goes on by itself, and says so', async () => {
    const server = await serve(stalling);
    const { ready, to } = await startDevice();
    const via = ['--via', 'update', '--url', `${server.url}/fw.zip`];
    const { status, last } = await startPush([BUNDLE, ...to('ws'), ...via], (line, child) => {
      const { percent = 0 } = (line['status'] ?? {}) as { readonly percent?: number };
      if (percent > 20) child.kill('SIGINT');
    });
    expect(last).toMatchObject({ result: 'unknown', failure: { code: 'update/goes-on' } });
    expect(status).toBe(5);
    expect((await callDevice(ready, 'OTA.Status')).result).toMatchObject({ state: 1 });
  });

  it('is refused to a second controller, and at a device on trial', async () => {
    const server = await serve(stalling);
    const { device, to } = await startDevice();
    const via = ['--via', 'update', '--url', `${server.url}/fw.zip`];
    const first = startPush([BUNDLE, ...to('ws'), ...via]);
    await device.event(isFetching);
    for (const more of [[], served]) {
      const { status, last } = await startPush([BUNDLE, ...to('tcp'), ...more]);
      expect(last).toMatchObject({ result: 'refused', failure: { code: 'device/busy' } });
      expect(status).toBe(2);
    }
    await server.close();
    closers.pop();
    expect(await first).toMatchObject({ status: 3 });
    const tried = await startPush([BUNDLE, ...to('tcp'), ...served, '--commit', 'never']);
    expect(tried.last).toMatchObject({ result: 'uncommitted' });
    const again = await startPush([TINY, ...to('tcp'), ...served]);
    expect(again.last).toMatchObject({
      result: 'refused',
      failure: { code: 'device/uncommitted' },
    });
  });

  it('is wrong use where the port to serve at is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => taken.close(resolve)));
    const { port } = taken.address() as { readonly port: number };
    const { to } = await startDevice();
    const via = ['--via', 'update', '--serve', `127.0.0.1:${port}`];
    const { status, last } = await startPush([BUNDLE, ...to('ws'), ...via]);
    expect(last).toMatchObject({
      failure: { code: 'use/bad-option', facts: { option: '--serve' } },
    });
    expect(status).toBe(1);
  });
});
