/** The file that `push` serves answers what a client may ask as nginx answers it. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { realClock } from '../../src/contracts/clock.ts';
import { serveFile } from '../../src/cli/delivery/file-server.ts';
import type { FileServer } from '../../src/cli/delivery/file-server.ts';
import { startNginx } from '../support/testbed/files/nginx.ts';
import type { TestWebServer } from '../support/testbed/files/nginx.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const BYTES = randomBytes(100_000);
let ours: FileServer;
let nginx: TestWebServer;

beforeAll(async () => {
  nginx = await startNginx({ files: { 'fw.zip': BYTES } });
  ours = await serveFile({
    at: { host: '127.0.0.1', port: 0 },
    publicHost: '127.0.0.1',
    bytes: BYTES,
    sha256: createHash('sha256').update(BYTES).digest('hex'),
    unlessRuns: null,
    clock: realClock,
    onRequest: () => undefined,
  });
});
afterAll(async () => {
  await ours.close();
  await nginx.stop();
});

/** What it says in the headers that describe a body, and the body. */
async function answer(url: string, options: RequestOptions) {
  const asked = request(url, { agent: false, ...options }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const { statusCode: status, headers } = response;
  const body = await buffer(response);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const range = headers['content-range'];
  // The body of an error is words of the server's own.
  if (status === 416) return { status, range };
  const { 'content-length': length, 'transfer-encoding': chunks } = headers;
  const told = { status, length, range, chunks, sha256, bodyBytes: body.length };
  // A part says by itself that there are ranges; nginx does not say it twice.
  return status === 206 ? told : { ...told, ranges: headers['accept-ranges'] };
}

it.each([
  'bytes=0-0',
  'bytes=0-',
  'bytes=0-99999',
  'bytes=99999-',
  'bytes=500-999999999',
  'bytes=-1',
  'bytes=-100000',
  'bytes=-999999999',
  'bytes=100000-',
  'bytes=100000-100001',
  'bytes=-0',
  'pages=0-1',
])('asked for %s', async (range) => {
  const options = { headers: { Range: range } };
  expect(await answer(ours.url, options)).toEqual(await answer(`${nginx.url}/fw.zip`, options));
});

it.each(['GET', 'HEAD'])('asked by %s', async (method) => {
  const told = await answer(ours.url, { method });
  expect(told).toEqual(await answer(`${nginx.url}/fw.zip`, { method }));
  expect(told).toMatchObject({ bodyBytes: method === 'GET' ? BYTES.length : 0 });
});
