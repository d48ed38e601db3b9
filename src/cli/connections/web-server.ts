import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Clock } from '../../contracts/clock.ts';
import { WEBSOCKET } from '../../contracts/link.ts';
import type { Link } from '../../contracts/link.ts';
import { LONGEST_FRAME_BYTES } from '../../contracts/peer-limits.ts';
import type { DeviceCall } from '../../emulator/powered-device.ts';
import { effectOfInvalidFrame, HTTP_REQUEST_LIMIT } from '../../emulator/serve-link.ts';
import { decodeUtf8 } from '../../ota-core/primitives/utf8.ts';
import { frameText, textOfBytes, parseFrame } from '../../rpc/frame.ts';
import type { RpcFrame, RpcRequest } from '../../rpc/frame.ts';
import { responseTo, type RpcReply } from '../../rpc/server.ts';
import { challengeHeader, digestOf } from './http-digest.ts';
import { linkOfSocket, plainBytes } from './server-link.ts';
import { answerUpdatePage, isUpdatePage, type UpdatePageOptions } from './update-page.ts';

export type WebCall = Pick<DeviceCall, 'method' | 'params' | 'auth' | 'http'>;

export interface HttpOptions {
  readonly deviceId: string;
  /** Answers one call; `none` = nobody does. */
  readonly call: (call: WebCall) => Promise<RpcReply>;
  readonly clock: Clock;
  /** Of the page for updates; left out: there is none. */
  readonly updates?: UpdatePageOptions['device'];
}

/** Node's parser stops here; what is between this and the device's own bound is counted by readBody. */
const MOST_HEADER_BYTES = 2 * HTTP_REQUEST_LIMIT;

const HEADERS = {
  'Content-Type': 'application/json',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': '*',
} as const;

/**
 * The device's web server (channels.md#http). What a stock device leaves without an answer stays so:
 * too large a request is cut off, a notification waits until it is given up.
 *
 *   POST /rpc             a frame in, always 200 with the reply frame; an invalid one 400
 *   POST /rpc/METHOD      the body is the parameters; errors are 403, 404 or 500
 *   GET  /rpc/METHOD?a=1  the query is
 *   OPTIONS               200 and empty below /rpc/, 400 on /rpc itself
 *   /update               update-page.ts
 */
export function createHttpServer(options: HttpOptions): Server {
  const server = createServer({ maxHeaderSize: MOST_HEADER_BYTES }, (request, response) => {
    const [path = ''] = splitOnce(request.url ?? '', '?');
    if (options.updates === undefined || !isUpdatePage(path))
      void answer(request, response, options);
    else void answerUpdate(request, response, { device: options.updates, bounds });
  });
  // What Node's parser refuses, a device closes without a word.
  server.on('clientError', (_, socket) => socket.destroy());
  const bounds = boundRequestTime(server, options.clock);
  return server;
}

async function answerUpdate(
  request: IncomingMessage,
  response: ServerResponse,
  { device, bounds }: { readonly device: UpdatePageOptions['device']; readonly bounds: TimeBounds },
): Promise<void> {
  const { socket } = request;
  if (headBytes(request) > HTTP_REQUEST_LIMIT) {
    socket.destroy();
    return;
  }
  await answerUpdatePage(request, response, {
    device,
    unbound: () => bounds.letGo(socket),
    bound: () => bounds.closeAfter(socket, ANSWER_MS),
    readBody: () => readBody(request),
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpOptions,
): Promise<void> {
  const { socket } = request; // leaving a body half read takes the socket off its request
  const body = await readBody(request);
  if (body === null) {
    socket.destroy();
    return;
  }
  const [path = '', query = ''] = splitOnce(request.url ?? '', '?');
  const reply = { send: createSender(request, response) };
  if (path === '/rpc' || path === '/rpc/') await answerFrame({ request, body }, reply, options);
  else if (path.startsWith('/rpc/'))
    await answerMethod({ request, path, query, body }, reply, options);
  else reply.send(404, 'Not Found');
}

type Send = (status: number, body: string, headers?: Readonly<Record<string, string>>) => void;

async function answerFrame(
  { request: from, body }: Pick<MethodRequest, 'request' | 'body'>,
  { send }: { readonly send: Send },
  { deviceId, call }: HttpOptions,
): Promise<void> {
  const parsed = parseFrame(textOfBytes(body));
  const request = parsed.ok ? requestFor(parsed.frame, deviceId) : null;
  if (request === null) {
    if (effectOfInvalidFrame('http') === 'bad-request') send(400, 'Invalid request');
    return;
  }
  const { method, params, auth } = request;
  const answered = await call({ method, params, auth, http: digestOf(from) });
  if (challenges(answered, send)) return;
  const response = responseTo(request, answered, deviceId);
  if (response !== null) send(200, `${frameText(response)}\r\n`);
}

/** null: a reply, or a request for somebody else. Over HTTP both are invalid. */
function requestFor(frame: RpcFrame, deviceId: string): RpcRequest | null {
  if (frame.kind !== 'request') return null;
  return frame.dst === null || frame.dst === deviceId ? frame : null;
}

/** Whoever has not said who they are gets a 401 of HTTP's own, without a frame. True: sent. */
function challenges(reply: RpcReply, send: Send): boolean {
  const header =
    reply.kind === 'error' && reply.code === 401 ? challengeHeader(reply.message) : null;
  if (header === null) return false;
  send(401, '', { 'WWW-Authenticate': header });
  return true;
}

interface MethodRequest {
  readonly request: IncomingMessage;
  readonly path: string;
  readonly query: string;
  readonly body: Buffer;
}

async function answerMethod(
  { request, path, query, body }: MethodRequest,
  { send }: { readonly send: Send },
  { call }: HttpOptions,
): Promise<void> {
  if (request.method === 'OPTIONS') {
    send(200, '');
    return;
  }
  const params = request.method === 'GET' ? paramsOfQuery(query) : parseJson(textOfBytes(body));
  const method = path.slice('/rpc/'.length);
  const reply = await call({ method, params, http: digestOf(request) });
  if (challenges(reply, send)) return;
  switch (reply.kind) {
    case 'none':
      return;
    case 'result':
      // QUIRK(rpc-common mg_rpc_channel_http.c): a text loses its quotes.
      send(200, typeof reply.result === 'string' ? reply.result : JSON.stringify(reply.result));
      return;
    case 'error': {
      const { code, message } = reply;
      const status = code === 403 || code === 404 ? code : 500;
      send(status, JSON.stringify(message === null ? { code } : { code, message }));
    }
  }
}

/** Keep-alive only for a `Connection` header that is exactly `keep-alive`. */
function createSender(request: IncomingMessage, response: ServerResponse): Send {
  return (status, body, headers = {}) => {
    if (response.destroyed) return;
    response.sendDate = false; // devices without a clock have none
    const keep = request.headers.connection === 'keep-alive' && status !== 400;
    response.writeHead(status, {
      ...HEADERS,
      ...headers,
      'Content-Length': Buffer.byteLength(body),
      Connection: keep ? 'keep-alive' : 'close',
    });
    response.end(body);
  };
}

function splitOnce(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * The body of a request; null when request line, headers and body together do not fit the device's
 * receive buffer, and as soon as that shows, or when the client went away.
 */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const room = HTTP_REQUEST_LIMIT - headBytes(request);
  if (room < 0 || Number(request.headers['content-length'] ?? 0) > room) return null;
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of request) {
      if (!Buffer.isBuffer(piece)) continue; // no encoding is set
      size += piece.length;
      if (size > room) return null;
      pieces.push(piece);
    }
  } catch {
    return null; // reset in the middle: nobody waits for an answer
  }
  return Buffer.concat(pieces);
}

/** Bytes of the request line and headers, written the way clients write them: `Name: value`. */
export function headBytes(request: IncomingMessage): number {
  const { method = '', url = '', httpVersion, rawHeaders } = request;
  const line = `${method} ${url} HTTP/${httpVersion}\r\n`;
  // Names and values alternate: `: ` and the line's end are two bytes each, so two a piece.
  const headers = rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 0);
  return Buffer.byteLength(line) + headers + 2;
}

/** `GET /rpc/Method?a=1&b="x"`: the values are put into a JSON object as they are. null: no object came of it. */
function paramsOfQuery(query: string): unknown {
  const members = [...new URLSearchParams(query)].map(
    ([name, value]) => `${JSON.stringify(name)}:${value}`,
  );
  return parseJson(`{${members.join(',')}}`);
}

/** null where the text is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** A request that has begun, or may begin, is there after so long: 3 KiB take any link less. */
const REQUEST_MS = 10_000;
/** Some requests a device never answers (see above). Longer than the slowest call, a write that erases a slot. */
const ANSWER_MS = 300_000;

/**
 * Closes connections on which a request is not completed in time, or not answered: whoever opens them and sends
 * half a request does not hold the server. (Node's own bounds work only for a server that listens itself.)
 * A connection that became a WebSocket is left alone.
 */
function boundRequestTime(server: Server, clock: Clock): TimeBounds {
  const waits = new WeakMap<Duplex, AbortController>();
  const letGo = (socket: Duplex): void => waits.get(socket)?.abort();
  const closeAfter = (socket: Duplex, ms: number): void => {
    letGo(socket);
    if (socket.destroyed) return;
    const wait = new AbortController();
    waits.set(socket, wait);
    clock.sleep(ms, wait.signal).then(
      () => socket.destroy(),
      () => undefined, // it went on in time
    );
  };
  server.on('connection', (socket) => {
    closeAfter(socket, REQUEST_MS);
    socket.once('close', () => letGo(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    request.once('end', () => closeAfter(socket, ANSWER_MS));
    response.once('finish', () => closeAfter(socket, REQUEST_MS));
  });
  server.on('upgrade', (_, socket: Duplex) => letGo(socket));
  return { letGo, closeAfter };
}

interface TimeBounds {
  readonly letGo: (socket: Duplex) => void;
  readonly closeAfter: (socket: Duplex, ms: number) => void;
}

/** The only subprotocol whose echo the official client accepts (channels.md#websocket). */
const MOS_SUBPROTOCOL = 'clubby.cesanta.com';

/** WebSocket on `/rpc` of an HTTP server (channels.md#websocket). Another path is refused. */
export function serveWebSocket(server: Server, accept: (link: Link) => void): void {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    // From 3,065 bytes on a connection is deaf (emulator/serve-link.ts). What is announced as longer than this is not even taken.
    maxPayload: LONGEST_FRAME_BYTES,
    handleProtocols: (offered) => (offered.has(MOS_SUBPROTOCOL) ? MOS_SUBPROTOCOL : false),
  });
  server.on('upgrade', (request, socket: Duplex, head) => {
    socket.on('error', () => undefined); // 'close' follows and tells it
    if (pathOf(request.url) !== '/rpc') {
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      const { remoteAddress = '', remotePort = '' } = request.socket;
      accept(linkOfWebSocket(accepted, `${remoteAddress}:${remotePort}`));
    });
  });
}

const pathOf = (url: string | undefined): string => (url ?? '').split('?')[0] ?? '';

function linkOfWebSocket(socket: WebSocket, label: string): Link {
  socket.binaryType = 'nodebuffer';
  socket.on('error', () => socket.terminate()); // 'close' follows and tells it
  return linkOfSocket({
    ...WEBSOCKET,
    label,
    framing: 'message',
    listen({ data, closed }) {
      // binaryType is nodebuffer, so a message is one Buffer.
      socket.on('message', (bytes) => {
        if (Buffer.isBuffer(bytes)) data(plainBytes(bytes));
      });
      socket.once('close', closed);
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    // Devices answer in text frames, whatever kind the request was.
    send: (bytes, done) => socket.send(textOf(bytes), (error) => done(error ?? null)),
    destroy: () => socket.terminate(),
  });
}

function textOf(bytes: Uint8Array): string {
  return decodeUtf8(bytes) ?? Buffer.from(bytes).toString('latin1');
}
