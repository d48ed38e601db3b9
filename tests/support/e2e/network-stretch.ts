import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A stretch of network before a device: it can be cut and mended, and its end stays at the same address. */
export class NetworkStretch {
  readonly #server: Server;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

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
    const far = connect(Number(to.port), to.hostname);
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
      socket.pipe(other);
    }
  }
}
