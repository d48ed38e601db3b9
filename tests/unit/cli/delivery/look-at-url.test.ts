import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressToward } from '../../../../src/cli/delivery/own-address.ts';
import { isLoopback } from '../../../../src/contracts/transport.ts';
import { lookAtUrl } from '../../../../src/cli/delivery/look-at-url.ts';
import { realClock } from '../../../../src/contracts/clock.ts';
import { OtaError } from '../../../../src/contracts/failure.ts';

const FILE = Buffer.from('a firmware');
const SHA = createHash('sha256').update(FILE).digest('hex');

const ANSWERS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/file': (response) => response.writeHead(200, { 'Content-Length': FILE.length }).end(FILE),
  '/chunked': (response) => {
    response.write(FILE);
    response.end();
  },
  '/longer': (response) => response.writeHead(200, { 'Content-Length': 9_000_000_000 }).end('x'),
  '/short': (response) => {
    response.writeHead(200, { 'Content-Length': FILE.length });
    response.write('a firm');
    setImmediate(() => response.destroy());
  },
  '/to-file': (response) => redirect(response, 302, `${base}/file`),
  '/relative': (response) => redirect(response, 302, '/file'),
  '/circle': (response) => redirect(response, 301, `${base}/circle`),
  '/elsewhere': (response) => redirect(response, 301, 'ftp://10.0.0.7/file'),
  '/moved': (response) => redirect(response, 308, `${base}/file`),
  '/silent': () => undefined,
};

let base = '';
let chain = 0;
const redirect = (response: ServerResponse, status: number, location: string): void =>
  void response.writeHead(status, { Location: location }).end();

const server = createServer(({ url = '' }, response) => {
  if (url.startsWith('/chain')) redirect(response, 302, `${base}/chain${(chain += 1)}`);
  else if (ANSWERS[url] === undefined) response.writeHead(404).end();
  else ANSWERS[url](response);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const look = (path: string, signal = new AbortController().signal) =>
  lookAtUrl(`${base}${path}`, { expectedBytes: FILE.length, clock: realClock, signal });

describe('a look at the URL that a device is to fetch', () => {
  it.each([
    ['/file', { kind: 'file', sizeBytes: FILE.length, sha256: SHA }],
    ['/to-file', { kind: 'file', sizeBytes: FILE.length, sha256: SHA }],
    ['/chunked', { kind: 'no-length' }],
    ['/longer', { kind: 'file', sizeBytes: 9_000_000_000, sha256: null }],
    ['/relative', { kind: 'bad-redirects' }],
    ['/circle', { kind: 'bad-redirects' }],
    ['/chain', { kind: 'bad-redirects' }],
    ['/elsewhere', { kind: 'bad-redirects' }],
    ['/moved', { kind: 'other-status', status: 308 }],
    ['/nothing', { kind: 'other-status', status: 404 }],
    ['/short', { kind: 'unreachable', detail: expect.any(String) as string }],
  ])('tells of %s what a device would meet', async (path, report) => {
    expect(await look(path)).toEqual(report);
  });

  it('tells why nothing could be seen', async () => {
    const { signal } = new AbortController();
    const options = { expectedBytes: 1, clock: realClock, signal };
    expect(await lookAtUrl('http://127.0.0.1:1/file', options)).toMatchObject({
      kind: 'unreachable',
      detail: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  it('ends with the update', async () => {
    const abort = new AbortController();
    const looking = look('/silent', abort.signal);
    setImmediate(() => abort.abort(new OtaError('cancelled', { by: 'user' })));
    await expect(looking).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('the address of this machine', () => {
  it('toward itself is its own', async () => {
    expect(await addressToward('127.0.0.1')).toBe('127.0.0.1');
    expect(await addressToward('no-such-host.invalid')).toBeNull();
  });

  it.each([
    ['localhost', true],
    ['127.9.8.7', true],
    ['[::1]', true],
    ['a.localhost', true],
    ['10.0.0.7', false],
    ['127.example.com', false],
  ])('%s leads to itself: %s', (host, leads) => {
    expect(isLoopback(host)).toBe(leads);
  });
});
