import { createServer } from 'node:net';
import { on, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { AddressInfo, Socket } from 'node:net';
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { MOST_REDIRECTS } from '../../src/cli/connections/pull-client.ts';
import {
  FILES_CERTIFICATE,
  serveFiles,
  whole,
  type FileServer,
} from '../support/conformance/file-server.ts';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import {
  startWiredDevice,
  waitForVersion,
  type WiredDevice,
} from '../support/conformance/wired-device.ts';
import { readBundle, tinyBundle, writeParams } from '../support/ota-core/device/test-device.ts';

vi.setConfig({ testTimeout: 90_000 });

const APPLIED = { kind: 'error', code: 0, message: 'Update applied, finalizing' };
const failed = (code: number, text: string) => ({
  kind: 'error',
  code,
  message: `${code} ${text}`,
});

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function serve(
  answer: RequestListener,
  scheme: 'http' | 'https' = 'http',
): Promise<FileServer> {
  const server = await serveFiles(answer, scheme);
  open.push(server);
  return server;
}

async function start(profile = 'esp32'): Promise<WiredDevice> {
  const device = await startWiredDevice(profile);
  open.push({ close: () => device.stop() });
  return device;
}

const call = ({ emulator }: WiredDevice, method: string, params: unknown = null) =>
  emulator.call({ method, params, channel: 'HTTP' });
const update = (device: WiredDevice, url: string, more: Readonly<Record<string, unknown>> = {}) =>
  call(device, 'OTA.Update', { url, ...more });

/** Settles when somebody has asked the server. */
async function asked({ requests }: FileServer): Promise<void> {
  while (requests.length === 0) await setImmediate();
}

/** However it is closed. */
const closeOf = (socket: Socket): Promise<unknown> =>
  new Promise((resolve) => void socket.once('close', resolve));

/** Nothing that matters was written: also after a restart the old firmware runs, and an update is taken. */
async function isUnharmed(device: WiredDevice): Promise<void> {
  device.emulator.powerOff();
  device.emulator.powerOn();
  expect(device.emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
  const { url } = await serve(whole(tinyBundle));
  expect(await update(device, `${url}/fw.zip`)).toEqual(APPLIED);
}

describe('OTA.Update with a URL', () => {
  it('fetches the file as the device of the command, answers, restarts and is kept', async () => {
    const server = await serve(whole(tinyBundle));
    const device = new DeviceProcess(['--ws', '0', '--id', 'esp32_AABBCC']);
    open.push({ close: () => device.end('SIGKILL').then(() => undefined) });
    const ready = await device.ready();
    const params = { url: `${server.url}/fw.zip`, commit_timeout: 60 };
    expect(await callDevice(ready, 'OTA.Update', params)).toMatchObject({
      error: { code: 0, message: 'Update applied, finalizing' },
    });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      url: '/fw.zip',
      headers: {
        'x-mgos-device-id': 'esp32_AABBCC 30AEA4AABBCC',
        'x-mgos-fw-version': 'esp32 1.0.0 20260101-000000/v1.0.0',
        'user-agent': 'demo/1.0.0 (MongooseOS/2.17.0; esp32)',
      },
    });
    await device.event(({ event, version }) => event === 'boot' && version === '1.1.0');
    expect(await callDevice(ready, 'OTA.Commit')).toMatchObject({ result: null });
    const states = device.events
      .filter(({ event }) => event === 'update')
      .map(({ state }) => state);
    expect(states.slice(0, 2)).toEqual(['begin', 'manifest']);
    expect(states.at(-1)).toBe('staged');
  });

  it('says of itself what a header can hold: the bytes of other letters, and no second line', async () => {
    const server = await serve(whole(tinyBundle));
    const device = new DeviceProcess(['--ws', '0', '--fw-version', '1.0-ß\r\nX-More: 1']);
    open.push({ close: () => device.end('SIGKILL').then(() => undefined) });
    const ready = await device.ready();
    expect(await callDevice(ready, 'OTA.Update', { url: server.url })).toMatchObject({
      error: { code: 0 },
    });
    const { headers } = server.requests[0] ?? {};
    const sent = Buffer.from(String(headers?.['x-mgos-fw-version']), 'latin1').toString();
    expect(sent).toMatch(/^esp32 1\.0-ßX-More: 1 /);
    expect(headers).not.toHaveProperty('x-more');
  });

  it.each(['esp8266', 'cc3200', 'stm32'])('does so on %s', async (profile) => {
    const server = await serve(whole(readBundle(`demo-${profile}-1.1.0.zip`)));
    const device = await start(profile);
    expect(await update(device, server.url, { commit_timeout: 60 })).toEqual(APPLIED);
    await waitForVersion(device, '1.1.0');
  });

  it('answers other calls on the same connection meanwhile', async () => {
    let go: () => void = () => undefined;
    const server = await serve((_, response) => {
      response.setHeader('Content-Length', tinyBundle.length);
      response.write(tinyBundle.subarray(0, 9000));
      go = () => void response.end(tinyBundle.subarray(9000));
    });
    const device = await start();
    const socket = new WebSocket(device.ws);
    open.push({
      close() {
        socket.terminate();
        return Promise.resolve();
      },
    });
    await once(socket, 'open');
    const answers: { readonly id: number; readonly error?: unknown; readonly result?: unknown }[] =
      [];
    const ask = (id: number, method: string, params: unknown = null): void =>
      socket.send(JSON.stringify({ id, method, params }));
    ask(1, 'OTA.Update', { url: server.url });
    await asked(server);
    ask(2, 'OTA.Status');
    for await (const [data] of on(socket, 'message')) {
      answers.push(JSON.parse(String(data)) as (typeof answers)[number]);
      go();
      if (answers.length === 2) break;
    }
    expect(answers.at(0)).toMatchObject({ id: 2, result: { state: 1 } });
    expect(answers.at(1)).toMatchObject({ id: 1, error: { code: 0 } });
  });

  it('follows 301 and 302 to an absolute address, and no other', async () => {
    const device = await start();
    const file = await serve(whole(tinyBundle));
    const target = await serve((request, response) => {
      if (request.url === '/relative') response.writeHead(302, { Location: '/fw.zip' }).end();
      else if (request.url === '/file') response.writeHead(302, { Location: 'file:///x' }).end();
      else if (request.url === '/other') response.writeHead(307, { Location: file.url }).end();
      else if (request.url === '/nowhere') response.writeHead(301).end();
      else response.writeHead(301, { Location: `${file.url}/fw.zip` }).end();
    });
    const at = (path: string) => update(device, target.url + path);
    expect(await at('/relative')).toEqual(failed(-10, 'Failed to connect'));
    expect(await at('/file')).toEqual(failed(-10, 'Failed to connect'));
    expect(await at('/other')).toEqual(failed(-307, 'Invalid HTTP response code'));
    expect(await at('/nowhere')).toEqual(failed(-301, 'Invalid HTTP response code'));
    expect(await at('/')).toEqual(APPLIED);
    expect(file.requests[0]?.headers).toHaveProperty('x-mgos-device-id');
  });

  it('goes round a loop of redirects so often and no more', async () => {
    const device = await start();
    const server = await serve((request, response) => {
      const here = `http://${request.headers.host ?? ''}/again`;
      response.writeHead(302, { Location: here }).end();
    });
    expect(await update(device, server.url)).toEqual(failed(-302, 'Invalid HTTP response code'));
    expect(server.requests).toHaveLength(MOST_REDIRECTS + 1);
    await isUnharmed(device);
  });

  it('has nothing to do where the server says that nothing changed', async () => {
    const device = await start();
    const server = await serve((_, response) => void response.writeHead(304).end());
    expect(await update(device, server.url)).toEqual({
      kind: 'error',
      code: 0,
      message: 'Not Modified',
    });
    expect(await call(device, 'OTA.Status')).toMatchObject({
      result: { state: 0, message: 'idle' },
    });
    await isUnharmed(device);
  });
});

describe('an https server', () => {
  const set = (device: WiredDevice, settings: Readonly<Record<string, string>>) =>
    call(device, 'Config.Set', { config: { update: settings } });

  it('is reached by a certificate in a file of the device, and by the name in it', async () => {
    const device = await start();
    const { url, requests } = await serve(whole(tinyBundle), 'https');
    const fails = failed(-10, 'Failed to connect');
    expect(await update(device, url)).toEqual(fails); // there is no ca.pem
    await call(device, 'FS.Put', { filename: 'ca.pem', data: 'AAAA' });
    expect(await update(device, url)).toEqual(fails);
    const data = Buffer.from(FILES_CERTIFICATE).toString('base64');
    await call(device, 'FS.Put', { filename: 'ca.pem', data });
    expect(await update(device, url)).toEqual(fails); // it is not 127.0.0.1
    await set(device, { ssl_server_name: 'other.test' });
    expect(await update(device, url)).toEqual(fails);
    expect(requests).toEqual([]);
    await set(device, { ssl_server_name: 'files.test' });
    expect(await update(device, url)).toEqual(APPLIED);
  });

  it('is believed whatever it is where no file is named', async () => {
    const device = await start();
    const { url } = await serve(whole(tinyBundle), 'https');
    await set(device, { ssl_ca_file: '' });
    expect(await update(device, url)).toEqual(APPLIED);
  });
});

const chunked: RequestListener = (_, response) => {
  response.write(tinyBundle);
  response.end();
};
const untilClosed: RequestListener = (_, response) => {
  response.useChunkedEncodingByDefault = false;
  response.end(tinyBundle);
};
const withLength =
  (length: number, after: 'end' | 'destroy' = 'destroy'): RequestListener =>
  (_, response) => {
    response.strictContentLength = false;
    response.setHeader('Content-Length', length);
    response.write(tinyBundle, () =>
      after === 'end' ? response.end() : response.socket?.destroySoon(),
    );
  };
const status =
  (code: number): RequestListener =>
  (_, response) =>
    void response.writeHead(code, { 'Content-Length': 2 }).end('no');

describe('a server that goes wrong', () => {
  const NO_LENGTH = [-1, 'Invalid content-length, perhaps chunked-encoding'] as const;
  it.each([
    ['sends in chunks', chunked, ...NO_LENGTH],
    ['says no length', untilClosed, ...NO_LENGTH],
    ['has nothing there', status(404), -404, 'Invalid HTTP response code'],
    ['wants to know who asks', status(401), -401, 'Invalid HTTP response code'],
    ['fails itself', status(503), -503, 'Invalid HTTP response code'],
    ['closes before what it said', withLength(tinyBundle.length + 1), -1, 'Update failed'],
    ['says less than the file has', withLength(20_000), -1, 'Update failed'],
    ['says less than the end of it', withLength(tinyBundle.length - 1), -1, 'Update failed'],
    ['sends nothing', withLength(0), -1, 'Update failed'],
    ['sends no bundle', whole(new Uint8Array(5000)), -1, 'Malformed archive (invalid file header)'],
  ])('and %s', async (_, answer, code, text) => {
    const device = await start();
    const server = await serve(answer);
    expect(await update(device, server.url)).toEqual(failed(code, text));
    expect(await call(device, 'OTA.Status')).toMatchObject({ result: { state: 2 } });
    await isUnharmed(device);
  });

  it('and stops in the middle is given up by the watchdog, and its connection closed', async () => {
    const device = await start();
    let closed: Promise<unknown> = Promise.resolve();
    const server = await serve((request, response) => {
      closed = closeOf(request.socket);
      response.setHeader('Content-Length', tinyBundle.length);
      response.write(tinyBundle.subarray(0, 9000));
    });
    expect(await update(device, server.url, { timeout: 1 })).toEqual(
      failed(-1, 'Update timed out'),
    );
    await closed;
    expect(await call(device, 'OTA.Status')).toMatchObject({ result: { state: 0 } });
    await isUnharmed(device);
  });

  it('and takes the connection but says nothing is given up, too', async () => {
    const device = await start();
    const server = await serve(() => undefined);
    expect(await update(device, server.url, { timeout: 1 })).toEqual(
      failed(-1, 'Update timed out'),
    );
    await isUnharmed(device);
  });

  it('and speaks another protocol, or is none', async () => {
    const device = await start();
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    open.push({ close: () => Promise.resolve(void server.close()) });
    expect(await update(device, `http://127.0.0.1:${port}/`)).toEqual(failed(-1, 'Update failed'));
    for (const url of [
      'http://127.0.0.1:1/',
      'ftp://127.0.0.1/',
      'fw.zip',
      'http://nowhere.invalid/',
      'http://%zz:x@127.0.0.1/',
      'http://127.0.0.1:99999/',
      `https://127.0.0.1:${port}/`,
    ])
      expect(await update(device, url)).toEqual(failed(-10, 'Failed to connect'));
    await isUnharmed(device);
  });
});

describe('two controllers at once', () => {
  it('a push in a pull is refused, and the pull goes on', async () => {
    let go: () => void = () => undefined;
    const server = await serve((_, response) => {
      response.setHeader('Content-Length', tinyBundle.length);
      response.write(tinyBundle.subarray(0, 9000));
      go = () => void response.end(tinyBundle.subarray(9000));
    });
    const device = await start();
    const pulled = update(device, server.url);
    await asked(server);
    const refused = (message: string) => ({ kind: 'error', code: -1, message });
    expect(await call(device, 'OTA.Begin')).toEqual(refused('Update already in progress'));
    const write = writeParams(tinyBundle, 0, 500);
    expect(await call(device, 'OTA.Write', write)).toEqual(refused('No update in progress'));
    expect(await call(device, 'OTA.End')).toEqual(refused('No update in progress'));
    expect(await update(device, server.url)).toEqual(refused('Failed to init updater'));
    go();
    expect(await pulled).toEqual(APPLIED);
    await waitForVersion(device, '1.1.0');
  });

  it('a pull in a push is refused, asks no server, and the push goes on', async () => {
    const server = await serve(whole(tinyBundle));
    const device = await start();
    await call(device, 'OTA.Begin', { size: tinyBundle.length, commit_timeout: 60 });
    expect(await update(device, server.url)).toMatchObject({ message: 'Failed to init updater' });
    for (let at = 0; at < tinyBundle.length; at += 2000)
      expect(await call(device, 'OTA.Write', writeParams(tinyBundle, at, 2000))).toMatchObject({
        kind: 'result',
      });
    expect(await call(device, 'OTA.End')).toMatchObject({ kind: 'result' });
    expect(server.requests).toEqual([]);
    await waitForVersion(device, '1.1.0');
  });

  it('power that goes in a pull closes the connection, and nobody is answered', async () => {
    let closed: Promise<unknown> = new Promise(() => undefined);
    const server = await serve((request, response) => {
      closed = closeOf(request.socket);
      response.setHeader('Content-Length', tinyBundle.length);
      response.write(tinyBundle.subarray(0, 9000));
    });
    const device = await start();
    const pulled = update(device, server.url);
    await asked(server);
    device.emulator.powerOff();
    expect(await pulled).toEqual({ kind: 'none' });
    await closed;
    device.emulator.powerOn();
    await isUnharmed(device);
  });
});
