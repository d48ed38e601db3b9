import { createServer, type Server, type Socket } from 'node:net';
import { OtaError } from '../../contracts/failure.ts';

/** Where a server is to listen; port 0 = any free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** A listening socket of the device. It stays open while the device restarts; its connections do not. */
export interface Listening {
  /** `host:port` as a client reaches it. */
  readonly address: string;
  /** The device has just started, or stopped: whoever was connected is not any more, whoever waited may come in. */
  restarted(): void;
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly at: ListenAddress;
  /** While this is false nobody is answered: a connection waits, as for a device whose network is away. */
  readonly isUp: () => boolean;
  /** Gets a connection, not yet read from. */
  readonly accept: (socket: Socket) => void;
}

/** At once, those that wait included: far more than a device has, and few enough to hold. */
export const MOST_CONNECTIONS = 64;

/** Throws OtaError link/refused where the address is taken or not ours. */
export async function listen({ at, isUp, accept }: ListenOptions): Promise<Listening> {
  const waiting = new Set<Socket>();
  const admitted = new Set<Socket>();
  const admit = (): void => {
    for (const socket of isUp() ? [...waiting] : []) {
      waiting.delete(socket);
      admitted.add(socket);
      accept(socket);
    }
  };
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    socket.on('error', () => undefined); // 'close' follows and tells it
    if (waiting.size + admitted.size >= MOST_CONNECTIONS) {
      socket.destroy();
      return;
    }
    socket.once('close', () => {
      waiting.delete(socket);
      admitted.delete(socket);
    });
    waiting.add(socket);
    admit();
  });
  await bind(server, at);
  return {
    address: addressOf(server, at.host),
    restarted() {
      for (const socket of admitted) socket.destroy();
      admit();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of [...waiting, ...admitted]) socket.destroy();
      }),
  };
}

function bind(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: Error) => reject(notBound(`${host}:${port}`, cause)));
    server.listen(port, host, resolve);
  });
}

/** The address is taken or not ours. */
export const notBound = (address: string, cause: Error): OtaError =>
  new OtaError('link/refused', { address, detail: cause.message }, { cause });

/** As in an address: an IPv6 one in brackets. */
export const hostAndPort = (host: string, port: number): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

function addressOf(server: Server, host: string): string {
  const bound = server.address();
  return hostAndPort(host, typeof bound === 'object' && bound !== null ? bound.port : 0);
}
