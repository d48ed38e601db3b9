import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { realClock } from '../../../../src/contracts/clock.ts';
import { openFileHost, serveFile } from '../../../../src/cli/delivery/file-server.ts';
import type {
  FileRequest,
  FileServer,
  FileServerOptions,
} from '../../../../src/cli/delivery/file-server.ts';

const BYTES = randomBytes(300_000);
const SHA = createHash('sha256').update(BYTES).digest('hex');
const curl = async (...args: readonly string[]) => {
  const { stdout } = await promisify(execFile)('curl', ['-s', '--max-time', '20', ...args], {
    encoding: 'buffer',
    maxBuffer: 10_000_000,
  });
  return stdout;
};

let server: FileServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function start(options: Partial<FileServerOptions> = {}) {
  const requests: FileRequest[] = [];
  const started = await serveFile({
    at: { host: '127.0.0.1', port: 0 },
    publicHost: '127.0.0.1',
    bytes: BYTES,
    sha256: SHA,
    unlessRuns: null,
    clock: realClock,
    onRequest: (request) => requests.push(request),
    ...options,
  });
  server = started;
  return { ...started, requests };
}

const status = async (...args: readonly string[]): Promise<string> =>
  (await curl('-o', '/dev/null', '-w', '%{http_code}', ...args)).toString();

describe('the file that push serves', () => {
  it('comes whole with its length, and who asked is told', async () => {
    const { url, address, requests, servedBytes } = await start();
    const headers = ['-H', 'X-MGOS-Device-ID: esp32_0A1B2C 30AEA40A1B2C'];
    expect(await curl(...headers, '-A', 'demo/1.0.0', url)).toEqual(BYTES);
    await vi.waitFor(() => expect(servedBytes()).toBe(BYTES.length));
    expect(requests).toEqual([
      {
        ...{ method: 'GET', status: 200, from: '127.0.0.1', offset: 0, firmware: '' },
        ...{ device: 'esp32_0A1B2C 30AEA40A1B2C', userAgent: 'demo/1.0.0' },
      },
    ]);
    const head = (await curl('-I', url)).toString();
    expect(head).toMatch(/^HTTP\/1.1 200/);
    expect(head).toMatch(/Content-Length: 300000\r/i);
    expect(head).not.toMatch(/chunked/i);
    expect(url.startsWith(`${address}/`)).toBe(true);
  });

  it.each([
    ['0-9', '206', [0, 10]],
    ['299990-', '206', [299_990, 300_000]],
    ['-5', '206', [299_995, 300_000]],
    ['100-999999', '206', [100, 300_000]],
  ])('comes in the range %s', async (range, code, [from, to]) => {
    const { url } = await start();
    expect(await status('-r', range, url)).toBe(code);
    expect(await curl('-r', range, url)).toEqual(BYTES.subarray(from, to));
  });

  it('is whole for a range that is none, and refused for one behind its end', async () => {
    const { url } = await start();
    expect(await status('-H', 'Range: bytes=9-3', url)).toBe('200');
    expect(await status('-H', 'Range: pages=1-2', url)).toBe('200');
    expect(await status('-H', 'Range: bytes=0-1,5-6', url)).toBe('200');
    expect(await status('-H', 'Range: bytes=300000-', url)).toBe('416');
    expect(await status('-H', 'Range: bytes=-0', url)).toBe('416');
  });

  it('is nowhere else, by no other method, and at no address that is known beforehand', async () => {
    const { url, address, requests } = await start();
    const other = await start();
    const [token, name] = new URL(url).pathname.slice(1).split('/');
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    expect(new URL(other.url).pathname).not.toContain(token);
    for (const path of ['/', `/${name}`, `/${token}`, `/${token}/`, `/${'0'.repeat(32)}/${name}`])
      expect(await status(`${address}${path}`), path).toBe('404');
    expect(await status(`${url}?a=1`)).toBe('404');
    expect(await status('-X', 'POST', '-d', 'x', url)).toBe('404');
    expect(await status('-X', 'DELETE', url)).toBe('404');
    expect(requests).toEqual([]);
  });

  it('is not sent to a polling device that runs it already', async () => {
    const { url } = await start({ unlessRuns: { version: '1.1.0', buildId: 'b2' } });
    expect(await status('-H', 'X-MGOS-FW-Version: esp32 1.1.0 b2', url)).toBe('304');
    expect(await status('-H', 'X-MGOS-FW-Version: esp32 1.1.0 b1', url)).toBe('200');
    expect(await status(url)).toBe('200');
  });

  it('bounds what asks for it', async () => {
    const { url, requests } = await start();
    const tooLong = status('-H', `X-Long: ${'x'.repeat(20_000)}`, url);
    expect(await tooLong.catch(() => 'closed')).toBe('closed');
    await status('-A', `a${'b'.repeat(5_000)}`, url);
    expect(requests.map(({ userAgent }) => userAgent.length)).toEqual([200]);
  });

  it('ends with the update: who is in the middle of it gets no more', async () => {
    const { url, address, servedBytes, close } = await start({ bytes: randomBytes(30_000_000) });
    const { port, pathname } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`GET ${pathname} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await close();
    socket.resume();
    await closed;
    expect(servedBytes()).toBeLessThan(30_000_000);
    expect(await status(address).catch(() => 'refused')).toBe('refused');
  });

  it('tells where it cannot listen', async () => {
    const { address } = await start();
    const port = Number(new URL(address).port);
    await expect(start({ at: { host: '127.0.0.1', port } })).rejects.toMatchObject({
      code: 'link/refused',
    });
  });

  it('is one of several at a port, and withdrawn by itself', async () => {
    const host = await openFileHost({ at: { host: '127.0.0.1', port: 0 }, clock: realClock });
    try {
      const offered = { sha256: SHA, unlessRuns: null, onRequest: () => undefined };
      const one = host.offer({ ...offered, bytes: BYTES.subarray(0, 10) }, '127.0.0.1');
      const other = host.offer({ ...offered, bytes: BYTES }, '127.0.0.1');
      expect(one.address).toBe(other.address);
      expect(await curl(one.url)).toEqual(BYTES.subarray(0, 10));
      const half = curl(other.url).catch((reason: unknown) => reason);
      await vi.waitFor(() => expect(other.servedBytes()).toBeGreaterThan(0));
      other.withdraw();
      expect(await half).toBeInstanceOf(Error);
      expect([await status(other.url), await status(one.url)]).toEqual(['404', '200']);
    } finally {
      await host.close();
    }
  });
});
