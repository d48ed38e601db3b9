import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

/** A port of this machine that is no device, or a bad one. */
export interface LyingPeer {
  /** As `push --port` takes it. */
  readonly port: string;
  /** Connections that are open. */
  readonly open: () => number;
  close(): Promise<void>;
}

interface Request {
  readonly id: number;
  readonly method: string;
}

/** What it says to a request; null = nothing. */
export type Answer = (request: Request) => string | null;

/** Accepts TCP connections and reads them. */
export async function startTcpPeer(
  scheme: 'tcp' | 'ws' | 'wss' | 'http' | 'https' | 'mqtt' | 'mqtts' | 'mqtt+ws',
  behave: (socket: Socket) => void = () => undefined,
): Promise<LyingPeer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    socket.resume();
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port: `${scheme}://127.0.0.1:${port}${scheme === 'tcp' ? '' : '/rpc'}`,
    open: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Frames on lines, as a device speaks over TCP. */
export const startLinePeer = (answer: Answer): Promise<LyingPeer> =>
  startTcpPeer('tcp', (socket) => {
    let text = '';
    socket.on('data', (data: Buffer) => {
      text += data.toString('latin1');
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        const reply = line.startsWith('{') ? answer(requestOf(line)) : null;
        if (reply !== null) socket.write(`\n${reply}\n`);
      }
    });
  });

/** `deaf`: reads nothing after the upgrade, not even a farewell. */
export async function startWebSocketPeer(
  answer: Answer,
  { deaf = false }: { readonly deaf?: boolean } = {},
): Promise<LyingPeer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  server.on('connection', (socket: WebSocket) => {
    socket.on('error', () => undefined);
    if (deaf) socket.pause();
    socket.on('message', (data: Buffer) => {
      const reply = answer(requestOf(data.toString()));
      if (reply !== null) socket.send(reply);
    });
  });
  await new Promise<void>((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port: `ws://127.0.0.1:${port}/rpc`,
    open: () => server.clients.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of server.clients) socket.terminate();
      }),
  };
}

/** The CRC behind a line's brace is not looked at. */
function requestOf(text: string): Request {
  return JSON.parse(text.slice(0, text.lastIndexOf('}') + 1)) as Request;
}
