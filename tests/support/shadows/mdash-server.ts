/** A small mDash (pull-and-post.md#mdash): REST for operators, a WebSocket that the device opens. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { fileIn, writeToDevice } from './mdash-ota.ts';
import { deltaOf, isObject, merged, parsed } from './state-documents.ts';
import type { Json } from './state-documents.ts';

export interface MdashServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** `ws://127.0.0.1:PORT/api/v2/rpc`, what `dash.server` is set to. */
  readonly deviceUrl: string;
  /** Of the API. */
  readonly key: string;
  /** What `dash.token` is set to. */
  readonly token: string;
  state(): { readonly desired: Json; readonly reported: Json };
  /** As somebody on the dashboard does it. */
  want(desired: Json): void;
  /** As the device does it. */
  report(reported: Json): void;
  /** Methods that the device called, in order. */
  readonly calls: string[];
  /** The next requests of operators are answered otherwise; null: as it does. */
  meddle(answer: Meddler | null): void;
  /** Settles when the device is connected. */
  online(): Promise<void>;
  stop(): Promise<void>;
}

type Meddler = (
  request: IncomingMessage,
) => { readonly status: number; readonly body: string } | 'nothing' | null;

const KEY = 'KEY-0123456789';
const TOKEN = 'TOKEN-0123456789';
const ANSWERS_MS = 20_000;

export interface MdashOptions {
  /** Lets pages of other origins ask it; no document says whether mDash does. */
  readonly cors?: boolean;
}

export async function startMdash(
  device: string,
  { cors = false }: MdashOptions = {},
): Promise<MdashServer> {
  const room = createRoom();
  let meddle: Meddler | null = null;
  const server = createServer((request, response) => {
    if (cors) allowPages(response);
    if (request.method === 'OPTIONS') {
      response.writeHead(cors ? 204 : 405).end();
      return;
    }
    const other = meddle?.(request) ?? null;
    if (other === 'nothing') return;
    if (other !== null) response.writeHead(other.status).end(other.body);
    else void serve(request, response, { device, room });
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/api/v2/rpc' || request.headers.authorization !== `Bearer ${TOKEN}`) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (connection) => room.enter(connection));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    deviceUrl: `ws://127.0.0.1:${port}/api/v2/rpc`,
    key: KEY,
    token: TOKEN,
    state: () => room.state(),
    want: (desired) => room.change({ desired }),
    report: (reported) => room.change({ reported }),
    calls: room.calls,
    meddle(answer) {
      meddle = answer;
    },
    online: () => room.online(),
    async stop() {
      for (const each of sockets.clients) each.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function allowPages(response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type');
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
}

/** The device's connection, and its shadow. */
function createRoom() {
  const calls: string[] = [];
  const waiting = new Map<number, (frame: Json) => void>();
  const welcome: (() => void)[] = [];
  let state: { readonly desired: Json; readonly reported: Json } = { desired: {}, reported: {} };
  let version = 0;
  let socket: WebSocket | null = null;
  let lastId = 1000;
  const send = (frame: Json): void => socket?.send(JSON.stringify(frame));
  const tellDelta = (): void => {
    const delta = deltaOf(state.desired, state.reported);
    if (delta !== null && socket !== null)
      send({ id: (lastId += 1), method: 'Shadow.Delta', params: { version, state: delta } });
  };
  const change = (next: { readonly desired?: Json; readonly reported?: Json }): void => {
    version += 1;
    state = {
      desired: merged(state.desired, next.desired ?? {}),
      reported: merged(state.reported, next.reported ?? {}),
    };
    tellDelta();
  };
  const resultOf = (method: string, params: Json): unknown => {
    if (method === 'Dash.Shadow.Get') return { version, state: document() };
    if (method === 'Dash.Shadow.Update' && isObject(params['state'])) change(params['state']);
    return true;
  };
  const document = (): Json => ({ ...state, delta: deltaOf(state.desired, state.reported) ?? {} });
  const hear = (frame: unknown): void => {
    if (!isObject(frame)) return;
    const { id, method, params, src } = frame;
    if (typeof method !== 'string') {
      waiting.get(Number(id))?.(frame);
      return;
    }
    calls.push(method);
    const result = resultOf(method, isObject(params) ? params : {});
    if (id !== undefined) send({ id, dst: src, result });
  };
  return {
    calls,
    change,
    document,
    state: () => state,
    shadow: (): Json => ({ version, state: document() }),
    enter(connection: WebSocket): void {
      socket = connection;
      connection.on('message', (data: Buffer) => hear(parsed(data)));
      connection.on('close', () => {
        if (socket === connection) socket = null;
      });
      for (const done of welcome.splice(0)) done();
    },
    online: (): Promise<void> =>
      socket !== null ? Promise.resolve() : new Promise((resolve) => welcome.push(resolve)),
    /** null: the device is not there, or does not answer. */
    async call(method: string, params: unknown): Promise<Json | null> {
      if (socket === null) return null;
      const id = (lastId += 1);
      const answer = new Promise<Json | null>((resolve) => {
        waiting.set(id, resolve);
        setTimeout(() => resolve(null), ANSWERS_MS).unref();
      });
      send({ id, method, params });
      return answer;
    },
  };
}

interface Served {
  readonly device: string;
  readonly room: ReturnType<typeof createRoom>;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  served: Served,
): Promise<void> {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  await once(request, 'end');
  const { status, body } = await answerTo(request, Buffer.concat(pieces), served);
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function answerTo(
  { url = '', method: verb, headers }: IncomingMessage,
  sent: Buffer,
  { device, room }: Served,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const fail = (status: number, error: string) => ({ status, body: { error } });
  if (headers.authorization !== `Bearer ${KEY}`) return fail(401, 'Unauthorized');
  if (url === `/api/v2/devices/${encodeURIComponent(device)}/ota`) {
    const file = await fileIn(headers, sent);
    if (verb !== 'POST' || file === null) return fail(400, 'no file');
    const failure = await writeToDevice(file, (method, params) => room.call(method, params));
    return failure === null ? { status: 200, body: true } : { status: 500, body: failure };
  }
  const [place = '', method] = url.split('/rpc/', 2);
  if (place !== `/api/v2/devices/${encodeURIComponent(device)}`) return fail(404, 'No such device');
  const body = parsed(sent);
  if (method !== undefined) {
    const answer = await room.call(method, body ?? null);
    if (answer === null) return fail(500, 'device is offline');
    return 'error' in answer
      ? { status: 500, body: answer['error'] }
      : { status: 200, body: answer['result'] ?? null };
  }
  const shadow = isObject(body) ? body['shadow'] : undefined;
  const state = isObject(shadow) ? shadow['state'] : undefined;
  if (verb === 'POST' && !isObject(state)) return fail(400, 'no shadow');
  if (verb === 'POST' && isObject(state)) room.change(state);
  return { status: 200, body: { id: device, shadow: room.shadow() } };
}
