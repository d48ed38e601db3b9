/**
 * Files for devices and runners, as long as an update runs: `GET` and `HEAD` of addresses that nobody guesses, with their
 * length and in ranges; everything else is 404.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Socket } from 'node:net';
import type { Clock } from '../../contracts/clock.ts';
import { hostAndPort, notBound } from '../connections/listening.ts';
import type { ListenAddress } from '../connections/listening.ts';
import { pacedPieces } from './paced-pieces.ts';

/** What asked for the file, in its own words; '' where it said nothing. */
export interface FileRequest {
  readonly method: 'GET' | 'HEAD';
  readonly status: number;
  /** IP address. */
  readonly from: string;
  /** First byte that was asked for. */
  readonly offset: number;
  /** X-MGOS-Device-ID: id and MAC. */
  readonly device: string;
  /** X-MGOS-FW-Version: platform, version and build of what it runs. */
  readonly firmware: string;
  readonly userAgent: string;
}

/** What is handed out at an address of its own. */
export interface OfferedFile {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** One that runs this already is told so (304), as polling devices are (pull-and-post.md#pull); null = never. */
  readonly unlessRuns: { readonly version: string; readonly buildId: string } | null;
  readonly onRequest: (request: FileRequest) => void;
  /** No faster than a device could take it; left out, it is. */
  readonly isPaced?: boolean;
}

export interface FileHostOptions {
  readonly at: ListenAddress;
  /** At the same time; more are hung up on. As many as one device may make when left out. */
  readonly mostConnections?: number;
  readonly clock: Clock;
}

/** Files, each at an address of its own. */
export interface FileHost {
  /** `publicHost`: as whoever fetches it reaches it, where the host listens at any address of this machine. */
  offer(file: OfferedFile, publicHost: string): Offer;
  close(): Promise<void>;
}

export interface Offer {
  readonly url: string;
  /** `http://host:port`, without the path that holds the token. */
  readonly address: string;
  /** How far into the file the last answer is. All of it only when whoever asked has hung up. */
  readonly servedBytes: () => number;
  /** It is not there any more: also who is in the middle of it is hung up on. */
  withdraw(): void;
}

export interface FileServerOptions extends OfferedFile, FileHostOptions {
  readonly publicHost: string;
}

export interface FileServer extends Omit<Offer, 'withdraw'> {
  close(): Promise<void>;
}

/** Of 128 bits, in hex. */
const TOKEN_BYTES = 16;
const NAME = 'fw.zip';

/** Far more than a device sends, and needs. */
const LIMITS = {
  maxHeaderSize: 8_192,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 0, // whoever has the whole file hangs up: that is how it shows
  connectionsCheckingInterval: 1_000,
} as const;
const MOST_CONNECTIONS_TO_FILE = 16;
/** A device that takes nothing for so long has given up: its own watchdog (pull-and-post.md#pull). */
const STALLED_MS = 600_000;
const LONGEST_HEADER_TEXT = 200;

/** One file, and nothing else. Throws OtaError link/refused where the address is taken or not ours. */
export async function serveFile(options: FileServerOptions): Promise<FileServer> {
  const host = await openFileHost(options);
  const { url, address, servedBytes } = host.offer(options, options.publicHost);
  return { url, address, servedBytes, close: () => host.close() };
}

/** Throws OtaError link/refused where the address is taken or not ours. */
export async function openFileHost({
  at,
  clock,
  mostConnections = MOST_CONNECTIONS_TO_FILE,
}: FileHostOptions): Promise<FileHost> {
  const offers = new Map<string, OpenOffer>();
  const server = createServer(LIMITS, (request, response) => {
    request.resume(); // a body is not read
    const offer = offers.get(request.url ?? '');
    const told = offer === undefined ? null : answerTo(request, offer.file);
    if (offer === undefined || told === null) response.writeHead(404).end();
    else handOut(request, response, { offer, told, clock });
  });
  server.maxConnections = mostConnections;
  server.setTimeout(STALLED_MS);
  server.on('clientError', (_, socket) => socket.destroy());
  const port = await bindTo(server, at);
  return {
    offer(file, publicHost) {
      const path = `/${randomBytes(TOKEN_BYTES).toString('hex')}/${NAME}`;
      const offer: OpenOffer = { file, served: 0, sockets: new Set() };
      offers.set(path, offer);
      const address = `http://${hostAndPort(publicHost, port)}`;
      return {
        url: `${address}${path}`,
        address,
        servedBytes: () => offer.served,
        withdraw() {
          offers.delete(path);
          for (const socket of offer.sockets) socket.destroy();
        },
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface OpenOffer {
  readonly file: OfferedFile;
  /** How far into the file the last answer is. */
  served: number;
  readonly sockets: Set<Socket>;
}

function handOut(
  request: IncomingMessage,
  response: ServerResponse,
  { offer, told, clock }: { readonly offer: OpenOffer; readonly told: Told; readonly clock: Clock },
): void {
  const { file, sockets } = offer;
  const { socket } = request;
  const { range, ...asked } = told;
  file.onRequest(asked);
  writeHead(response, told, file);
  if (range === null || asked.method === 'HEAD') {
    response.end();
    return;
  }
  offer.served = range.from;
  sockets.add(socket);
  const count = (at: number): void => void (offer.served = Math.min(at, file.bytes.length - 1));
  socket.once('close', () => {
    sockets.delete(socket);
    if (response.writableFinished && range.to === file.bytes.length) offer.served = range.to;
  });
  send(response, { file, clock }, range, count).catch(() => response.destroy());
}

function bindTo(server: Server, { host, port }: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void => reject(notBound(hostAndPort(host, port), cause));
    server.once('error', fail);
    server.listen({ port, host, ipv6Only: isIPv6(host) }, () => {
      server.off('error', fail);
      server.on('error', () => undefined);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
}

interface Range {
  readonly from: number;
  /** The byte after the last one. */
  readonly to: number;
}

interface Told extends FileRequest {
  /** null: nothing is sent. */
  readonly range: Range | null;
}

/** null: it asks for nothing that is here. */
function answerTo(
  { method, headers, socket }: IncomingMessage,
  { bytes, unlessRuns }: OfferedFile,
): Told | null {
  if (method !== 'GET' && method !== 'HEAD') return null;
  const firmware = headerText(headers['x-mgos-fw-version']);
  const asked = {
    method,
    from: socket.remoteAddress ?? '',
    device: headerText(headers['x-mgos-device-id']),
    firmware,
    userAgent: headerText(headers['user-agent']),
  } as const;
  const [, version, buildId] = firmware.split(' ');
  if (unlessRuns !== null && version === unlessRuns.version && buildId === unlessRuns.buildId)
    return { ...asked, status: 304, offset: 0, range: null };
  const range = rangeOf(headers.range, bytes.length);
  if (range === 'none') return { ...asked, status: 416, offset: 0, range: null };
  const status = range === null ? 200 : 206;
  const { from, to } = range ?? { from: 0, to: bytes.length };
  return { ...asked, status, offset: from, range: { from, to } };
}

const headerText = (value: string | readonly string[] | undefined): string =>
  (typeof value === 'string' ? value : '').slice(0, LONGEST_HEADER_TEXT);

/** One range of bytes (RFC 9110, 14.1.2). null: the whole file, also for what is no such range. `none`: nothing of it. */
function rangeOf(header: string | undefined, length: number): Range | 'none' | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  if (first === '') {
    const from = Math.max(0, length - Number(last));
    return from < length ? { from, to: length } : 'none';
  }
  const from = Number(first);
  const to = last === '' ? length : Math.min(length, Number(last) + 1);
  if (last !== '' && Number(last) < from) return null;
  return from < length ? { from, to } : 'none';
}

function writeHead(
  response: ServerResponse,
  { status, range }: Told,
  { bytes, sha256 }: OfferedFile,
): void {
  const isPart = status === 206 && range !== null;
  response.writeHead(status, {
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'no-store',
    ETag: `"${sha256}"`,
    ...(range !== null && {
      'Content-Type': 'application/zip',
      'Content-Length': range.to - range.from,
    }),
    ...(isPart && { 'Content-Range': `bytes ${range.from}-${range.to - 1}/${bytes.length}` }),
    ...(status === 416 && { 'Content-Range': `bytes */${bytes.length}`, 'Content-Length': 0 }),
  });
}

/** As fast as it is taken. Rejects where the connection ends before. */
async function send(
  response: ServerResponse,
  { file: { bytes, isPaced = true }, clock }: { readonly file: OfferedFile; readonly clock: Clock },
  { from, to }: Range,
  count: (at: number) => void,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { signal } = gone;
  for await (const piece of pacedPieces(bytes, { from, to, clock, signal, isPaced })) {
    if (!response.write(piece.bytes)) await once(response, 'drain', { signal });
    count(piece.end);
  }
  response.end();
}
