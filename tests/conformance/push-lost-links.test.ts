/** Links that end, stall or are taken away in mid-update: each update completes, or ends with a name and the old firmware. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import mqtt from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import { startPush } from '../support/conformance/push-process.ts';
import type { PushLine } from '../support/conformance/push-process.ts';
import { isFull, sampleOf } from '../support/sample.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
import { startGateway } from '../support/testbed/broker/gateway.ts';

const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function startDevice(...args: readonly string[]) {
  const device = new DeviceProcess(['--ws', '0', '--fw-version', '1.0.0', ...args]);
  closers.push(() => device.end('SIGTERM'));
  const ready = await device.ready();
  await device.event(({ event }) => event === 'boot');
  return { ready, addressOf: (wire: string) => String(ready[wire]) };
}

type Ready = Parameters<typeof callDevice>[0];

async function expectRuns(ready: Ready, version: string): Promise<void> {
  const { result } = await callDevice(ready, 'Sys.GetInfo');
  expect(result).toMatchObject({ fw_version: version });
}

/** Once, when it has written so much. */
const atBytes = (bytes: number, act: () => void) => {
  let done = false;
  return ({ event, acknowledgedBytes }: PushLine): void => {
    if (done || event !== 'progress' || Number(acknowledgedBytes) < bytes) return;
    done = true;
    act();
  };
};

/** A WebSocket in front of the device. `cut` ends the one that stands. */
async function webSocketBefore(target: string, cut: (near: WebSocket) => void) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/rpc' });
  closers.push(() => {
    for (const client of server.clients) client.terminate();
    return new Promise((resolve) => server.close(resolve));
  });
  let standing: WebSocket | null = null;
  server.on('connection', (near) => {
    standing = near;
    const far = new WebSocket(target);
    const opened = once(far, 'open');
    near.on('message', (data) => void opened.then(() => far.send((data as Buffer).toString())));
    far.on('message', (data) => near.send((data as Buffer).toString()));
    far.on('close', () => near.terminate());
    far.on('error', () => near.terminate());
    near.on('close', () => far.terminate());
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `ws://127.0.0.1:${port}/rpc`,
    cut: () => standing !== null && cut(standing),
  };
}

/** Those that a server may send (RFC 6455, 7.4 and the registry of IANA), none, and no close at all. */
const SENT = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999];
const CODES: readonly (readonly [string, (near: WebSocket) => void])[] = [
  ...SENT.map((code) => [String(code), (near: WebSocket) => near.close(code, 'why')] as const),
  ['1005, no code', (near) => near.close()],
  ['1006, no close', (near) => near.terminate()],
];

describe('a WebSocket that is closed in mid-update', () => {
  it.each(sampleOf(CODES, { matrix: 'close-codes', oneOf: 4 }))(
    'with %s is opened again, and goes on',
    async (_, cut) => {
      const { ready, addressOf } = await startDevice();
      const before = await webSocketBefore(addressOf('ws'), cut);
      const { last, lines } = await startPush(
        [BUNDLE, '--port', before.address],
        atBytes(60_000, before.cut),
      );
      expect(last).toMatchObject({ result: 'committed', to: '1.1.0', failure: null });
      expect(lines).toContainEqual(expect.objectContaining({ event: 'went-on' }));
      await expectRuns(ready, '1.1.0');
    },
  );
});

/** What a wire needs of the device, and its address through the gateway. */
const WIRES: readonly (readonly [string, readonly string[]])[] = [
  ['ws', []],
  ['http', []],
  ['tcp', ['--tcp', '0']],
];

describe('a connection that is half open in mid-update', () => {
  const held = async (wire: string, args: readonly string[]) => {
    const { ready, addressOf } = await startDevice(...args);
    const url = new URL(addressOf(wire));
    const gateway = await startGateway(Number(url.port));
    closers.push(() => gateway.close());
    url.port = String(gateway.port);
    return { ready, gateway, address: url.href.replace(/\/$/, '') };
  };

  it.each(sampleOf(WIRES, { matrix: 'half-open', oneOf: 3 }))(
    'goes on over %s when it passes again',
    async (wire, args) => {
      const { ready, gateway, address } = await held(wire, args);
      const hold = atBytes(60_000, () => gateway.hold());
      const { last } = await startPush([BUNDLE, '--port', address], (line) => {
        hold(line);
        if (['retry', 'paused'].includes(String(line['event']))) gateway.resume();
      });
      expect(last).toMatchObject({ result: 'committed', to: '1.1.0', failure: null });
      await expectRuns(ready, '1.1.0');
    },
  );

  it.runIf(isFull).each(WIRES)(
    'ends by name over %s where it never does, and the old firmware runs',
    async (wire, args) => {
      const { ready, gateway, address } = await held(wire, args);
      const { last, status } = await startPush(
        [BUNDLE, '--port', address],
        atBytes(60_000, () => gateway.hold()),
      );
      expect(last['result']).toBe('failed');
      expect((last['failure'] as { readonly code: string }).code).toMatch(
        /^(rpc\/timeout|link\/lost|link\/refused)$/,
      );
      expect(status).toBe(3);
      await expectRuns(ready, '1.0.0');
    },
  );
});

describe('a session at a broker that is taken over in mid-update', () => {
  it('is begun anew under another name, and goes on', async () => {
    const broker = await startBroker();
    closers.push(() => broker.stop());
    const { ready } = await startDevice('--mqtt', broker.url);
    const names: string[] = [];
    const listener = createServer((near) => {
      const far = connect({ port: broker.port, host: '127.0.0.1', noDelay: true });
      near.once('data', (bytes) => {
        const name = /slipway-[0-9a-f]{12}/.exec(bytes.toString('latin1'))?.[0];
        if (name !== undefined) names.push(name);
      });
      for (const socket of [near, far]) socket.on('error', () => undefined);
      // A pipe whose end is closed stops reading: what push still sent would keep its half open for ever.
      far.on('close', () => near.destroySoon());
      near.pipe(far).pipe(near);
    });
    closers.push(() => new Promise((resolve) => listener.close(resolve)));
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const { last, lines } = await startPush(
      [BUNDLE, '--port', `mqtt://127.0.0.1:${port}/esp32_0A1B2C`],
      atBytes(60_000, () => {
        const clientId = names.at(-1) ?? '';
        const other = mqtt.connect(broker.url, { clientId, reconnectPeriod: 0 });
        closers.push(() => other.endAsync(true));
      }),
    );
    expect(last).toMatchObject({ result: 'committed', to: '1.1.0', failure: null });
    expect(lines).toContainEqual(expect.objectContaining({ event: 'went-on' }));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(1);
    await expectRuns(ready, '1.1.0');
  });
});
