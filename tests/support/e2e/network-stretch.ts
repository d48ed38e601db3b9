import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Transform } from 'node:stream';

/** channels.md#websocket */
const WS_IS_DISABLED =
  'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 14\r\nConnection: close\r\n\r\nWS is disabled';

/** A stretch of network before a device: it can be cut and mended, and its end stays at the same address. */
export class NetworkStretch {
  readonly #server: Server;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  #isCut = false;
  /** Answers a WebSocket as a device that has `rpc.ws.enable=false`; all else comes through. */
  refusesWebSockets = false;
  /** So late comes what the device says, in milliseconds, on connections that are made from now on. */
  delayMs = 0;
  /** A connection that was made since is lost when so many bytes have come through it, so often; null: never. */
  drops: { readonly afterBytes: number; times: number } | null = null;
  /** WebSockets that were refused so. */
  refused = 0;

  private constructor(server: Server) {
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** `to`: host and port of the device. */
  static async begin(to: URL): Promise<NetworkStretch> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const stretch = new NetworkStretch(server);
    server.on('connection', (near) => stretch.#join(near, to));
    return stretch;
  }

  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** What is connected is lost, and nothing else comes through. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  async end(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket, to: URL): void {
    if (this.#isCut) {
      near.destroy();
      return;
    }
    near.on('error', () => undefined); // its end is told by close
    if (this.refusesWebSockets) this.#askFirst(near, to);
    else this.#connect(near, to);
  }

  /** What a connection is for stands in the first that comes on it. */
  #askFirst(near: Socket, to: URL): void {
    this.#sockets.add(near);
    near.on('close', () => this.#sockets.delete(near));
    near.once('data', (first) => {
      if (/^upgrade: *websocket/im.test(first.toString())) {
        this.refused += 1;
        near.end(WS_IS_DISABLED);
        return;
      }
      near.pause();
      near.unshift(first);
      this.#connect(near, to);
    });
  }

  #connect(near: Socket, to: URL): void {
    const far = connect(Number(to.port), to.hostname);
    if (this.drops !== null) dropLate(near, far, this.drops);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined); // its end is told by close
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      if (socket === far && this.delayMs > 0) socket.pipe(late(this.delayMs)).pipe(other);
      else socket.pipe(other);
    }
  }
}

const late = (ms: number): Transform =>
  new Transform({
    transform(chunk, _, done) {
      setTimeout(() => done(null, chunk), ms);
    },
  });

function dropLate(
  near: Socket,
  far: Socket,
  drops: { readonly afterBytes: number; times: number },
): void {
  let bytes = 0;
  const count = ({ length }: Buffer): void => {
    bytes += length;
    if (bytes < drops.afterBytes || drops.times < 1 || near.destroyed) return;
    drops.times -= 1;
    near.destroy();
  };
  near.on('data', count);
  far.on('data', count);
}
