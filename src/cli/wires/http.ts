import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../../contracts/clock.ts';
import { effectOfInvalidFrame, HTTP_REQUEST_LIMIT } from '../../emulator/limits.ts';
import type { RpcFrame, RpcRequest } from '../../rpc/frame.ts';
import { frameText, textOfBytes } from '../../rpc/frame.ts';
import { parseFrame } from '../../rpc/parse-frame.ts';
import { responseTo, type RpcReply } from '../../rpc/server.ts';
import { paramsOfQuery, parseJson, readBody } from './http-request.ts';
import { boundRequestTime } from './request-time.ts';

export interface HttpOptions {
  readonly deviceId: string;
  /** Answers one call; `none` = nobody does. */
  readonly call: (method: string, params: unknown) => Promise<RpcReply>;
  readonly clock: Clock;
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
 * too large a request is cut off, a notification waits until it is given up (request-time.ts).
 *
 *   POST /rpc             a frame in, always 200 with the reply frame; an invalid one 400
 *   POST /rpc/METHOD      the body is the parameters; errors are 403, 404 or 500
 *   GET  /rpc/METHOD?a=1  the query is
 *   OPTIONS               200 and empty below /rpc/, 400 on /rpc itself
 */
export function createHttpServer(options: HttpOptions): Server {
  const server = createServer({ maxHeaderSize: MOST_HEADER_BYTES }, (request, response) => {
    void answer(request, response, options);
  });
  // What Node's parser refuses, a device closes without a word.
  server.on('clientError', (_, socket) => socket.destroy());
  boundRequestTime(server, options.clock);
  return server;
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
  if (path === '/rpc' || path === '/rpc/') await answerFrame(body, reply, options);
  else if (path.startsWith('/rpc/'))
    await answerMethod({ request, path, query, body }, reply, options);
  else reply.send(404, 'Not Found');
}

type Send = (status: number, body: string) => void;

async function answerFrame(
  body: Buffer,
  { send }: { readonly send: Send },
  { deviceId, call }: HttpOptions,
): Promise<void> {
  const parsed = parseFrame(textOfBytes(body));
  const request = parsed.ok ? requestFor(parsed.frame, deviceId) : null;
  if (request === null) {
    if (effectOfInvalidFrame('http') === 'bad-request') send(400, 'Invalid request');
    return;
  }
  const response = responseTo(request, await call(request.method, request.params), deviceId);
  if (response !== null) send(200, `${frameText(response)}\r\n`);
}

/** null: a reply, or a request for somebody else. Over HTTP both are invalid. */
function requestFor(frame: RpcFrame, deviceId: string): RpcRequest | null {
  if (frame.kind !== 'request') return null;
  return frame.dst === null || frame.dst === deviceId ? frame : null;
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
  const reply = await call(path.slice('/rpc/'.length), params);
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
  return (status, body) => {
    if (response.destroyed) return;
    response.sendDate = false; // devices without a clock have none
    const keep = request.headers.connection === 'keep-alive' && status !== 400;
    response.writeHead(status, {
      ...HEADERS,
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
