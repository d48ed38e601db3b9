import type { Server, Socket } from 'node:net';
import { OtaError } from '../../contracts/failure.ts';

/** Where a server is to listen; port 0 = any free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** A listening server of the device. The socket stays open while the device restarts. */
export interface Listening {
  /** `host:port` as a client reaches it. */
  readonly address: string;
  /** Drops every connection; the server goes on listening. */
  dropAll(): void;
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly at: ListenAddress;
  /** A device that is not up accepts nobody: the connection is dropped at once. */
  readonly isUp: () => boolean;
}

/** Throws OtaError link/refused where the address is taken or not ours. */
export async function listen(
  server: Server,
  { at: { host, port }, isUp }: ListenOptions,
): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    if (!isUp()) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: Error) => {
      const facts = { address: `${host}:${port}`, detail: cause.message };
      reject(new OtaError('link/refused', facts, { cause }));
    });
    server.listen(port, host, resolve);
  });
  return {
    address: addressOf(server, host),
    dropAll,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        dropAll();
      }),
  };
}

function addressOf(server: Server, host: string): string {
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
