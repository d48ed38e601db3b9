/** `push --via post`: the file is uploaded to the device's own web server, on real sockets. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import { serveFiles } from '../support/conformance/file-server.ts';
import { startPush } from '../support/conformance/push-process.ts';

vi.setConfig({ testTimeout: 90_000 });

const TINY = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';
const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function startDevice(...args: readonly string[]) {
  const fresh = ['--app', 'demo', '--fw-version', '1.0.0'];
  const device = new DeviceProcess(['--ws', '0', '--tcp', '0', ...fresh, ...args]);
  closers.push(() => device.end('SIGTERM'));
  const ready = await device.ready();
  const page = String(ready['http']).replace('/rpc', '/update');
  return { device, ready, page, to: (wire: string) => ['--port', String(ready[wire])] };
}

const post = ['--via', 'post'];
const calls = ({ events }: DeviceProcess): readonly unknown[] =>
  events.filter(({ event }) => event === 'rpc').map(({ method }) => method);

describe('push by POST', () => {
  it.each(['ws', 'http'])('updates the device of %s at its own host', async (wire) => {
    const { device, ready, to } = await startDevice();
    const { status, last, lines } = await startPush([BUNDLE, ...to(wire), ...post]);
    expect(last).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0' });
    expect(status).toBe(0);
    expect(lines.filter(({ event }) => event === 'progress').length).toBeGreaterThan(0);
    expect(calls(device)).not.toContain('OTA.Begin');
    const { result } = await callDevice(ready, 'OTA.Status');
    expect(result).toMatchObject({ is_committed: true });
  });

  it('updates it at the page that is named where its link has none', async () => {
    const { page, to } = await startDevice();
    const { status } = await startPush([TINY, ...to('tcp'), ...post, '--url', page]);
    expect(status).toBe(0);
    const without = await startPush([TINY, ...to('tcp'), ...post]);
    expect(without.last).toMatchObject({
      failure: { code: 'use/bad-option', facts: { option: '--url' } },
    });
  });

  it('gives the trial the time that was asked for', async () => {
    const { ready, to } = await startDevice();
    const trial = ['--commit', 'never', '--commit-timeout', '77'];
    const { last } = await startPush([TINY, ...to('ws'), ...post, ...trial]);
    expect(last).toMatchObject({ result: 'uncommitted' });
    const { result } = await callDevice(ready, 'OTA.Status');
    expect(result).toMatchObject({ is_committed: false, commit_timeout: 77 });
    const again = await startPush([TINY, ...to('ws'), ...post]);
    expect(again.last).toMatchObject({
      result: 'refused',
      failure: { code: 'device/uncommitted' },
    });
  });

  it('is refused before the first byte where the settings of the device say no', async () => {
    const { to } = await startDevice('--config', 'update.enable_post=false');
    const { status, last } = await startPush([TINY, ...to('ws'), ...post]);
    expect(last).toMatchObject({ result: 'refused', failure: { code: 'update/post-refused' } });
    expect(status).toBe(2);
  });

  it('that is broken off by Ctrl-C leaves the device on its old firmware', async () => {
    const { ready, to } = await startDevice('--timing', 'typical');
    const { status, last } = await startPush([BUNDLE, ...to('ws'), ...post], (line, child) => {
      if (line['event'] === 'progress' && Number(line['acknowledgedBytes']) > 20_000)
        child.kill('SIGINT');
    });
    expect(last).toMatchObject({ result: 'failed', failure: { code: 'cancelled' } });
    expect(status).toBe(3);
    const { result } = await callDevice(ready, 'Sys.GetInfo');
    expect(result).toMatchObject({ fw_version: '1.0.0' });
  });
});

describe('push by POST at a device that asks who calls', () => {
  /** Hands everything on, and keeps what passed. */
  async function watch(target: string) {
    const passed: { method: string; url: string; bytes: number; authorization: boolean }[] = [];
    const server = createServer((request, response) => {
      const { method = '', url = '', headers } = request;
      const entry = { method, url, bytes: 0, authorization: headers.authorization !== undefined };
      passed.push(entry);
      const onward = httpRequest(new URL(url, target), { method, headers, agent: false });
      onward.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      request.on('data', (piece: Buffer) => (entry.bytes += piece.length));
      request.pipe(onward);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as { readonly port: number };
    return { passed, url: `http://127.0.0.1:${port}/update` };
  }

  it.each(['MD5', 'SHA-256'])(
    'proves it by %s with the first try, and sends the file once',
    async (name) => {
      const algorithm = name === 'MD5' ? 0 : 1;
      const settings = ['--config', `rpc.auth_algo=${algorithm}`];
      const web = ['--config', `http.auth_algo=${algorithm}`];
      const { page, to } = await startDevice('--auth', 'admin:s3cret', ...settings, ...web);
      const { passed, url } = await watch(page);
      const who = ['--user', 'admin', '--password', 's3cret'];
      const { status, last, lines } = await startPush([
        ...[BUNDLE, ...to('ws'), ...post, '--url', url, ...who],
      ]);
      expect(last).toMatchObject({ result: 'committed' });
      expect(status).toBe(0);
      expect(passed).toMatchObject([
        { method: 'GET', url: '/update/commit', bytes: 0, authorization: false },
        { method: 'POST', url: '/update', authorization: true },
      ]);
      expect(passed[1]?.bytes).toBeGreaterThan(173_873);
      expect(JSON.stringify(lines)).not.toMatch(/s3cret|nonce/);
    },
  );

  /** Its web server asks, its RPC does not: the wrong password shows at the upload. */
  it('says that the password is wrong, and does not send the file again and again', async () => {
    let posts = 0;
    const answer: RequestListener = (request, response) => {
      if (request.method === 'POST') posts += 1;
      const nonce = (Math.floor(Date.now() / 1000) + posts).toString(16);
      const challenge = `Digest qop="auth", realm="web", nonce="${nonce}", algorithm=MD5`;
      response.writeHead(401, { 'WWW-Authenticate': challenge }).end();
      request.resume();
    };
    const server = await serveFiles(answer);
    closers.push(() => server.close());
    const { ready, to } = await startDevice();
    const who = ['--user', 'admin', '--password', 'wrong'];
    const via = [...post, '--url', `${server.url}/update`];
    const { status, last } = await startPush([TINY, ...to('ws'), ...via, ...who]);
    expect(last).toMatchObject({ failure: { code: 'device/wrong-password' } });
    expect(status).toBe(3);
    expect(posts).toBe(1);
    const silent = await startPush([TINY, ...to('ws'), ...via]);
    expect(silent.last).toMatchObject({
      failure: { code: 'update/post-refused', facts: { status: 401 } },
    });
    expect((await callDevice(ready, 'Sys.GetInfo')).result).toMatchObject({ fw_version: '1.0.0' });
  });
});

describe('push by POST to a web server that fails', () => {
  const upload = async (answer: RequestListener) => {
    const server = await serveFiles(answer);
    closers.push(() => server.close());
    const { ready, to } = await startDevice();
    const via = [...post, '--url', `${server.url}/update`];
    const ended = await startPush([TINY, ...to('ws'), ...via]);
    expect((await callDevice(ready, 'Sys.GetInfo')).result).toMatchObject({ fw_version: '1.0.0' });
    return ended;
  };

  it.each([
    [500, '-12 Write failed', 'update/post-refused'],
    [409, 'Another update is in progress.', 'update/post-refused'],
    [404, '', 'update/post-refused'],
  ])('with %i tells %j', async (code, text, expected) => {
    const { status, last } = await upload((request, response) => {
      request.resume();
      response.writeHead(code).end(text);
    });
    expect(last).toMatchObject({
      failure: { code: expected, facts: { status: code, remoteMessage: text } },
    });
    expect(status).toBe(3);
  });

  it('without a word has not taken the file', async () => {
    const { status, last } = await upload((request) => request.socket.destroy());
    expect(last).toMatchObject({ result: 'failed', failure: { code: 'link/lost' } });
    expect(status).toBe(3);
  });

  it('whose answer is lost is confirmed over RPC', async () => {
    const { page, to } = await startDevice();
    const server = createServer((request, response) => {
      const { method, headers } = request;
      const onward = httpRequest(page, { method, headers, agent: false });
      onward.on('response', () => response.destroy());
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as { readonly port: number };
    const via = [...post, '--url', `http://127.0.0.1:${port}/update`];
    const { status, last } = await startPush([BUNDLE, ...to('ws'), ...via]);
    expect(last).toMatchObject({ result: 'committed' });
    expect(status).toBe(0);
  });

  it('is what a device is that another one updates already', async () => {
    const { page, to } = await startDevice();
    const slow = httpRequest(page, {
      method: 'POST',
      agent: false,
      headers: {
        'Content-Type': 'multipart/form-data; boundary=b',
        'Transfer-Encoding': 'chunked',
      },
    });
    slow.on('error', () => undefined);
    closers.push(() => Promise.resolve(slow.destroy()));
    slow.write('--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n');
    slow.write(readFileSync(TINY).subarray(0, 9_000));
    await vi.waitFor(
      async () => {
        const { status, last } = await startPush([TINY, ...to('ws'), ...post]);
        expect(last).toMatchObject({ result: 'refused', failure: { code: 'device/busy' } });
        expect(status).toBe(2);
      },
      { timeout: 30_000 },
    );
  });
});
