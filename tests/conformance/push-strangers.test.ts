/** `push` and peers that are not what it expects: other makers' devices, passwords, and a socket that takes small frames. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { packSample } from '../../scripts/sample-firmware.ts';
import { SAMPLE_FIRMWARES } from '../../src/contracts/sample-firmware.ts';
import { commandArgs, ROOT } from '../support/conformance/commands.ts';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import { answersOpening, startHttpStation } from '../support/transports/http/http-station.ts';
import type { Asked, HttpStation } from '../support/transports/http/http-station.ts';

const TINY = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';

async function push(args: readonly string[]) {
  const child = spawn(process.execPath, commandArgs('push', args), {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (piece: Buffer) => (text += piece.toString()));
  await once(child, 'close');
  return { text, status: child.exitCode };
}

let server: WebSocketServer | null = null;
let device: DeviceProcess | null = null;

afterEach(async () => {
  for (const client of server?.clients ?? []) client.terminate();
  server?.close();
  server = null;
  await device?.end('SIGTERM');
  device = null;
});

async function listen(onSocket: (socket: WebSocket) => void): Promise<string> {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/rpc' });
  server.on('connection', onSocket);
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/rpc`;
}

/** A socket that passes on what a device and its client say; `meddle` may change or keep what the client says, `lie` what the device does. */
const between = (
  target: string,
  meddle: (text: string, socket: WebSocket) => string | null,
  lie: (text: string) => string = (text) => text,
): Promise<string> =>
  listen((socket) => {
    const far = new WebSocket(target);
    const waiting: string[] = [];
    far.on('open', () => waiting.splice(0).forEach((text) => far.send(text)));
    far.on('message', (data) => socket.send(lie((data as Buffer).toString())));
    far.on('close', () => socket.close());
    far.on('error', () => socket.terminate());
    socket.on('close', () => far.terminate());
    socket.on('message', (data) => {
      const text = meddle((data as Buffer).toString(), socket);
      if (text === null) return;
      if (far.readyState === WebSocket.OPEN) far.send(text);
      else waiting.push(text);
    });
  });

type Answer = (method: string) => object;
const stranger = (answer: Answer) =>
  listen((socket) =>
    socket.on('message', (data) => {
      const { id, method } = JSON.parse((data as Buffer).toString()) as {
        id: number;
        method: string;
      };
      socket.send(JSON.stringify({ id, src: 'dev', ...answer(method) }));
    }),
  );

const LIST = ['Shelly.GetDeviceInfo', 'Shelly.Update', 'OTA.Begin', 'OTA.Write', 'OTA.End'];

describe('a device that answers otherwise', () => {
  it.each<[string, Answer, RegExp]>([
    [
      'of another maker',
      (method) =>
        method === 'RPC.List'
          ? { result: LIST }
          : { error: { code: 404, message: `No handler for ${method}` } },
      /no Sys\.GetInfo among its 5 methods/,
    ],
    ['with a password', () => ({ error: { code: 401, message: '{}' } }), /asks for a password/],
    [
      'with access rules',
      () => ({ error: { code: 403, message: 'unauthorized' } }),
      /access rules of the device do not allow Sys\.GetInfo/,
    ],
  ])('%s is told as what it is, and nobody is told to try again', async (_, answer, words) => {
    const { text, status } = await push([TINY, '--port', await stranger(answer)]);
    expect(status).toBe(3);
    expect(text).toMatch(words);
    expect(text).not.toMatch(/try again|method list has no OTA/i);
  });
});

describe('a web server', () => {
  let web: HttpStation | null = null;
  afterEach(async () => {
    await web?.close();
    web = null;
  });

  it.each<[string, string, (asked: Asked) => void, RegExp]>([
    [
      'that has nothing at this path',
      'link/refused',
      ({ response }) => void response.writeHead(404).end('Not Found'),
      /No device answers at http:.*Check the address/s,
    ],
    [
      'that is none of a device',
      'link/refused',
      ({ response }) => void response.end('<html>router</html>'),
      /No device answers at http:.*Check the address/s,
    ],
    [
      'that wants a password',
      'rpc/remote',
      ({ response }) => void response.writeHead(401).end(),
      /asks for a password/,
    ],
    [
      'that goes in the middle of an answer',
      'link/lost',
      (asked) => {
        if (answersOpening(asked)) return;
        asked.response.writeHead(200, { 'Content-Length': 100 });
        asked.response.write('{"id":', () => asked.response.destroy());
      },
      /connection was lost/,
    ],
    [
      'that answers without an end',
      'rpc/bad-reply',
      (asked) => {
        if (!answersOpening(asked)) asked.response.end(' '.repeat(1_000_000));
      },
      /answered OTA\.Status with something else/,
    ],
  ])('%s is told as what it is', async (_, code, answer, words) => {
    web = await startHttpStation(answer);
    const [told, read] = await Promise.all([
      push([TINY, '--port', web.url]),
      push([TINY, '--port', web.url, '--json']),
    ]);
    expect(told.status).toBe(3);
    expect(told.text).toMatch(words);
    const last = JSON.parse(read.text.trim().split('\n').at(-1) ?? '') as object;
    expect(last).toMatchObject({ result: 'failed', bytes: 0, failure: { code } });
  });
});

describe('a socket that is closed at frames above 1,500 bytes', () => {
  it('gets smaller blocks, and the update completes', async () => {
    device = new DeviceProcess(['--ws', '0', '--app', 'demo', '--fw-version', '1.0.0']);
    const target = String((await device.ready())['ws']);
    let closed = 0;
    const port = await between(target, (text, socket) => {
      if (text.length <= 1500) return text;
      closed += 1;
      socket.terminate();
      return null;
    });
    const { text, status } = await push([TINY, '--port', port]);
    expect(text).toMatch(/blocks of at most 558 bytes: the connection ended 4 times at 0 bytes/);
    expect(text).toMatch(/Done: 1\.0\.0 → 1\.1\.0, kept/);
    expect(status).toBe(0);
    expect(closed).toBe(4);
  }, 60_000);
});

describe('files of the device', () => {
  it('that the firmware will replace are named before it is written', async () => {
    const first = 'tests/fixtures/bundles/demo-esp32-1.0.0.zip';
    device = new DeviceProcess(['--ws', '0', '--firmware', first]);
    const ready = await device.ready();
    const data = Buffer.from('let mine = 1; // longer than the shipped one').toString('base64');
    await callDevice(ready, 'FS.Put', { filename: 'init.js', data });
    await callDevice(ready, 'FS.Put', { filename: 'mine.js', data });
    const bundle = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
    const { text, status } = await push([bundle, '--port', String(ready['ws'])]);
    const line = text.split('\n').find((told) => told.startsWith('Replaces on the device: '));
    expect(line).toMatch(/\binit\.js\b/);
    expect(line).not.toMatch(/mine\.js/);
    expect(text.indexOf('Replaces on')).toBeLessThan(text.indexOf('Writing'));
    expect(status).toBe(0);
  });
});

describe('an archive that the device would refuse', () => {
  it.each([
    [
      'h1-filesystem-larger-than-slot',
      'emulator:esp32',
      /fs does not fit: it needs 320 KiB, the slot has 256 KiB/,
    ],
    ['i1-partition-table-update', 'emulator:esp32', /Replaces the partition table \(part "pt"\)/],
    ['m1-esp8266-no-second-slot', 'emulator:esp8266', /without a second slot \(addr1 of fw is 0\)/],
    ['m3-esp8266-addr-missing', 'emulator:esp8266', /parts\.fw\.addr is missing/],
  ])('%s is refused before the first byte', async (name, port, words) => {
    const archive = `tests/fixtures/cases/${name}.zip`;
    const { text, status } = await push([archive, '--port', port, '--force', 'boot-loader']);
    expect(text).toMatch(words);
    expect(text).toMatch(/Nothing was written/);
    expect(text).not.toMatch(/try again/i);
    expect(status).toBe(2);
  });
});

describe('a device that comes back', () => {
  it('with the version that was sent and another build is said to run that, and push ends', async () => {
    device = new DeviceProcess(['--ws', '0', '--app', 'demo', '--fw-version', '1.0.0']);
    const port = await between(
      String((await device.ready())['ws']),
      (text) => text,
      (text) => text.replace(/"fw_id":"20261101[^"]*"/, '"fw_id":"of-somebody-else"'),
    );
    const { text, status } = await push([TINY, '--port', port]);
    expect(text).toMatch(/runs 1\.1\.0, build of-somebody-else/);
    expect(text).not.toMatch(/1\.0\.0 (runs )?again|back on 1\.0\.0|Went back/i);
    expect(status).not.toBe(0);
  });
});

describe('a device on a wire', () => {
  const began = (): boolean =>
    device?.events.some(({ event, method }) => event === 'rpc' && method === 'OTA.Begin') ?? false;

  it.each(SAMPLE_FIRMWARES)('is not sent the sample $version', async (sample) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'slipway-'));
    const file = path.join(folder, sample.file);
    writeFileSync(file, packSample(sample));
    device = new DeviceProcess(['--ws', '0', '--app', 'demo', '--fw-version', '1.0.0']);
    const { text, status } = await push([file, '--port', String((await device.ready())['ws'])]);
    rmSync(folder, { recursive: true });
    expect(text).toMatch(/practice device only/);
    expect(began()).toBe(false);
    expect(status).toBe(2);
  });

  it('that runs another build of the version that is sent has both named', async () => {
    device = new DeviceProcess(['--ws', '0', '--app', 'demo', '--fw-version', '1.1.0']);
    const { text, status } = await push([TINY, '--port', String((await device.ready())['ws'])]);
    expect(text).toMatch(/^Done: 1\.1\.0 \(build \S+\) → 1\.1\.0 \(build \S+\), kept/m);
    expect(status).toBe(0);
  });

  it('that may compare names by their beginning is not sent a file that it would take for the app', async () => {
    device = new DeviceProcess(['--ws', '0', '--profile', 'esp32-stock']);
    const port = String((await device.ready())['ws']);
    const archive = 'tests/fixtures/cases/j1-src-is-prefix-of-another-part.zip';
    const { text, status } = await push([archive, '--port', port]);
    expect(text).toMatch(/app\.sig/);
    expect(text).toMatch(/Nothing was written/);
    expect(began()).toBe(false);
    expect(status).toBe(2);
  });
});
