import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ensureCurl } from '../../scripts/ensure.mjs';
import { readBuild } from '../../src/cli/device-build.ts';
import { serveFiles, whole } from '../support/conformance/file-server.ts';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import {
  startWiredDevice,
  waitForVersion,
  type WiredDevice,
} from '../support/conformance/wired-device.ts';
import { tinyBundle, writeParams } from '../support/ota-core/device/test-device.ts';

vi.setConfig({ testTimeout: 90_000 });

const FIRMWARE = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';
const APPLIED = 'Update applied, finalizing\r\n';
/** After each answer of curl. */
const STATUS = '-w%{http_code}';

let folder = '';
let broken = '';
beforeAll(() => {
  ensureCurl();
  folder = mkdtempSync(path.join(tmpdir(), 'post-'));
  broken = path.join(folder, 'broken.zip');
  const bytes = tinyBundle.slice();
  bytes[20_000] = (bytes[20_000] ?? 0) ^ 1;
  writeFileSync(broken, bytes);
});
afterAll(() => rmSync(folder, { recursive: true }));

const open: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.stop();
});

async function start(
  settings: readonly string[] = [],
  auth: string | null = null,
): Promise<WiredDevice> {
  const device = await startWiredDevice('esp32', { build: readBuild(settings, auth) });
  open.push(device);
  return device;
}

interface Curled {
  readonly status: number;
  readonly body: string;
  /** Of curl itself: 52 = the server said nothing, 56 = it closed. */
  readonly exit: number;
}

function curl(...args: readonly string[]): Promise<Curled> {
  return new Promise((resolve) => {
    execFile('curl', ['-s', '-m', '60', STATUS, ...args], (error, stdout) => {
      const exit = typeof error?.code === 'number' ? error.code : 0;
      resolve({ status: Number(stdout.slice(-3)), body: stdout.slice(0, -3), exit });
    });
  });
}

const page = ({ http }: Pick<WiredDevice, 'http'>, rest = '') =>
  http.replace(/rpc$/, `update${rest}`);
const call = ({ emulator }: WiredDevice, method: string, params: unknown = null) =>
  emulator.call({ method, params, channel: 'UART0' });
const answered = (status: number, body: string) => ({ status, body, exit: 0 });

/** Nothing that matters was written: also after a restart the old firmware runs, and an update is taken. */
async function isUnharmed(device: WiredDevice): Promise<void> {
  device.emulator.powerOff();
  device.emulator.powerOn();
  expect(device.emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
  expect(await curl('-F', `file=@${FIRMWARE}`, page(device))).toEqual(answered(200, APPLIED));
}

describe('POST /update', () => {
  it('takes a bundle of curl as the device of the command, and keeps it by a page', async () => {
    const device = new DeviceProcess(['--ws', '0']);
    open.push({ stop: () => device.end('SIGKILL') });
    const ready = await device.ready();
    const at = { http: String(ready.http) };
    const form = ['-F', `file=@${FIRMWARE}`, '-F', 'commit_timeout=60'];
    expect(await curl(...form, page(at))).toEqual(answered(200, APPLIED));
    await device.event(({ event, version }) => event === 'boot' && version === '1.1.0');
    expect(await callDevice(ready, 'OTA.Status')).toMatchObject({
      result: { is_committed: false, commit_timeout: 60 },
    });
    expect(await curl(page(at, '/commit'))).toEqual(answered(200, 'Ok\r\n'));
    expect(await curl('-X', 'POST', page(at, '/commit'))).toEqual(answered(400, 'Error\r\n'));
    expect(await curl(page(at, '/revert'))).toEqual(answered(400, 'Error\r\n'));
    expect(await callDevice(ready, 'OTA.Status')).toMatchObject({ result: { is_committed: true } });
  });

  it.each([
    ['under another name', ['-F', `filedata=@${FIRMWARE}`], 0],
    ['with the commit time before it', ['-F', 'commit_timeout=90', '-F', `f=@${FIRMWARE}`], 90],
    ['with the commit time behind it', ['-F', `f=@${FIRMWARE}`, '-F', 'commit_timeout=90'], 90],
    ['with a commit time that is none', ['-F', 'commit_timeout=x', '-F', `f=@${FIRMWARE}`], 0],
  ])('takes it %s', async (_, form, seconds) => {
    const device = await start();
    expect(await curl(...form, page(device))).toEqual(answered(200, APPLIED));
    await waitForVersion(device, '1.1.0');
    expect(await call(device, 'OTA.Status')).toMatchObject({
      result: { is_committed: seconds === 0, commit_timeout: seconds },
    });
  });

  it('goes back by a page', async () => {
    const device = await start();
    await curl('-F', `file=@${FIRMWARE}`, '-F', 'commit_timeout=600', page(device));
    await waitForVersion(device, '1.1.0');
    expect(await curl(page(device, '/revert'))).toEqual(answered(200, 'Ok\r\n'));
    await waitForVersion(device, '1.0.0');
  });

  it('says no header that lets a page of another origin read the answer', async () => {
    const device = await start();
    const { body } = await curl('-i', '-H', 'Origin: http://other', page(device));
    expect(body).toMatch(/^HTTP\/1\.1 400 /);
    expect(body).toContain('\r\nContent-Type: text/plain\r\n');
    expect(body).toContain('\r\nConnection: close\r\n');
    expect(body.toLowerCase()).not.toContain('access-control');
  });

  it('says what is wrong with a bundle, by the code of the device, once all of it is sent', async () => {
    const device = await start();
    expect(await curl('-F', `file=@${broken}`, page(device))).toEqual(
      answered(500, '-1 Invalid CRC\r\n'),
    );
    expect(await call(device, 'OTA.Status')).toMatchObject({
      result: { state: 2, message: '-1 Invalid CRC' },
    });
    await isUnharmed(device);
  });

  it.each([
    ['no file', ['-F', 'commit_timeout=60']],
    ['a text in place of a file', ['-F', 'file=text']],
    ['half a file', ['-F', `file=@${FIRMWARE};headers="X: y"`, '-F', 'x=y'], 9000],
    ['no boundary', ['-H', 'Content-Type: multipart/form-data', '-d', 'x']],
    [
      'no end of the form',
      ['-H', 'Content-Type: multipart/form-data; boundary=b', '-d', '--b\r\n'],
    ],
  ])('ends a form with %s as aborted', async (_, form, bytes = 0) => {
    const device = await start();
    let args = form;
    if (bytes > 0) {
      const half = path.join(folder, 'half.zip');
      writeFileSync(half, tinyBundle.subarray(0, bytes));
      args = ['-F', `file=@${half}`];
    }
    expect(await curl(...args, page(device))).toEqual(answered(500, '-1 Update aborted\r\n'));
    await isUnharmed(device);
  });

  it('is refused by its setting', async () => {
    const device = await start(['update.enable_post=false']);
    expect(await curl('-F', `file=@${FIRMWARE}`, page(device))).toEqual(
      answered(400, 'POST updates are disabled.\r\n'),
    );
    expect(await call(device, 'OTA.Status')).toMatchObject({ result: { state: 0 } });
  });

  it('is dropped without a word beside another update, and on trial', async () => {
    const device = await start();
    await call(device, 'OTA.Begin', { size: tinyBundle.length, commit_timeout: 600 });
    const silent = { body: '', status: 0 };
    expect(await curl('-F', `file=@${FIRMWARE}`, page(device))).toMatchObject(silent);
    for (let at = 0; at < tinyBundle.length; at += 2000)
      await call(device, 'OTA.Write', writeParams(tinyBundle, at, 2000));
    expect(await call(device, 'OTA.End')).toMatchObject({ kind: 'result' });
    await waitForVersion(device, '1.1.0');
    expect(await curl('-F', `file=@${FIRMWARE}`, page(device))).toMatchObject(silent);
    expect(await call(device, 'OTA.Status')).toMatchObject({ result: { is_committed: false } });
  });

  it('is bounded by what a device takes of headers, not of the rest', async () => {
    const device = await start();
    const long = ['-H', `X-Long: ${'x'.repeat(3000)}`, '-F', `file=@${FIRMWARE}`];
    expect(await curl(...long, page(device))).toMatchObject({ body: '', status: 0 });
    expect(await call(device, 'OTA.Status')).toMatchObject({ result: { state: 0 } });
  });
});

describe('a client of POST /update that goes wrong', () => {
  const HEAD = [
    '--b',
    'Content-Disposition: form-data; name="f"; filename="fw.zip"',
    'Content-Type: application/octet-stream',
    '\r\n',
  ].join('\r\n');

  async function halfPost(device: WiredDevice): Promise<Socket> {
    const { hostname, port, host } = new URL(device.http);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const type = 'Content-Type: multipart/form-data; boundary=b';
    const length = `Content-Length: ${HEAD.length + tinyBundle.length}`;
    socket.write(`POST /update HTTP/1.1\r\nHost: ${host}\r\n${type}\r\n${length}\r\n\r\n${HEAD}`);
    socket.write(tinyBundle.subarray(0, 9000));
    for (;;) {
      const { state, progress_percent: percent } = await statusOf(device);
      if (state === 1 && percent === 0) return socket;
    }
  }
  const statusOf = async (device: WiredDevice) => {
    const response = await fetch(`${device.http}/OTA.Status`);
    return (await response.json()) as Readonly<Record<string, unknown>>;
  };

  it('and goes away in the middle leaves an update that is aborted', async () => {
    const device = await start();
    const socket = await halfPost(device);
    socket.destroy();
    for (let state: unknown = 1; state === 1;) ({ state } = await statusOf(device));
    expect(await statusOf(device)).toMatchObject({ state: 2, message: '-1 Update aborted' });
    await isUnharmed(device);
  });

  it('and stops in the middle is given up by the watchdog, for another update', async () => {
    const device = await start(['update.timeout=1']);
    const socket = await halfPost(device);
    for (let state: unknown = 1; state === 1;) ({ state } = await statusOf(device));
    expect(await statusOf(device)).toMatchObject({ state: 0 });
    await isUnharmed(device);
    socket.destroy();
  });

  it('shares the device with nobody', async () => {
    const device = await start();
    const socket = await halfPost(device);
    expect(await call(device, 'OTA.Begin')).toMatchObject({
      message: 'Update already in progress',
    });
    expect(await curl(page(device, '?url=http://127.0.0.1:1/'))).toEqual(
      answered(409, 'Failed to create updater context.\r\n'),
    );
    socket.destroy();
  });
});

describe('GET /update', () => {
  async function withServer(answer: Parameters<typeof serveFiles>[0] = whole(tinyBundle)) {
    const server = await serveFiles(answer);
    open.push({ stop: () => server.close() });
    return server;
  }

  it.each([
    ['in the address', (at: string, url: string) => [`${at}?url=${url}&commit_timeout=60`]],
    ['in a form', (at: string, url: string) => ['-d', `url=${url}`, '-d', 'commit_timeout=60', at]],
  ])('fetches from the URL %s', async (_, args) => {
    const device = await start();
    const server = await withServer();
    expect(await curl(...args(page(device), server.url))).toEqual(
      answered(200, '(1) Update applied, finalizing\r\n'),
    );
    await waitForVersion(device, '1.1.0');
    expect(await call(device, 'OTA.Status')).toMatchObject({ result: { commit_timeout: 60 } });
  });

  it('fetches from the configured URL where none is named, and says which is needed', async () => {
    const server = await withServer((_, response) => void response.writeHead(404).end());
    const device = await start([`update.url=${server.url}/own.zip`]);
    expect(await curl(page(device))).toEqual(
      answered(500, '(-404) Invalid HTTP response code\r\n'),
    );
    expect(server.requests.map(({ url }) => url)).toEqual(['/own.zip']);
    expect(await curl(page(await start()))).toEqual(
      answered(400, 'Update URL not specified and none is configured.\r\n'),
    );
  });

  it('passes over the same version unless it is told not to', async () => {
    const device = await start();
    const server = await withServer();
    const at = `${page(device)}?url=${server.url}`;
    await curl(at);
    await waitForVersion(device, '1.1.0');
    expect(await curl(at)).toEqual(answered(200, '(1) Version is the same as current\r\n'));
    expect(await curl(`${at}&ignore_same_version=0`)).toEqual(
      answered(200, '(1) Update applied, finalizing\r\n'),
    );
  });

  it('takes no second one meanwhile', async () => {
    const device = await start();
    let end: () => void = () => undefined;
    const server = await withServer((_, response) => {
      response.setHeader('Content-Length', tinyBundle.length);
      response.flushHeaders();
      end = () => response.end(tinyBundle);
    });
    const at = `${page(device)}?url=${server.url}`;
    const first = curl(at);
    await vi.waitUntil(() => server.requests.length > 0, { timeout: 30_000 });
    expect(await curl(at)).toEqual(answered(409, 'Another update is in progress.\r\n'));
    end();
    expect(await first).toMatchObject({ status: 200 });
  });
});

describe('/update of a device that asks who calls', () => {
  it('says a realm as a header can hold it', async () => {
    const device = await start(['http.auth_domain=Küche\r\nX-More: 1'], 'admin:secret');
    const { body, status } = await curl('-i', page(device));
    expect(status).toBe(401);
    expect(body).toContain('realm="KücheX-More: 1"');
  });

  it.each([
    ['SHA-256', []],
    ['MD5', ['rpc.auth_algo=0']],
  ])('obeys --auth, by digest with %s', async (algorithm, settings) => {
    const device = await start(settings, 'admin:secret');
    const refused = await curl('-i', '-F', `file=@${FIRMWARE}`, page(device));
    expect(refused.body).toMatch(/^HTTP\/1\.1 401 /m);
    expect(refused.body).toMatch(
      new RegExp(
        `WWW-Authenticate: Digest qop="auth", realm="RPC", nonce="[0-9a-f]+", algorithm=${algorithm}\r\n`,
      ),
    );
    const file = ['-F', `file=@${FIRMWARE}`];
    const wrong = await curl('--digest', '-u', 'admin:other', ...file, page(device));
    expect(wrong.status).toBe(401);
    expect((await curl(page(device, '/commit'))).status).toBe(401);
    expect(device.emulator.snapshot().running?.updateLeftMs).toBeNull();
    const known = await curl('--digest', '-u', 'admin:secret', ...file, page(device));
    expect(known).toMatchObject({ status: 200, body: APPLIED });
  });
});
