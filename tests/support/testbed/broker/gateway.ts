import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A stretch of TCP in front of a server, in the hands of the test. */
export interface Gateway {
  readonly port: number;
  /** Connections that stand. */
  connections(): number;
  /** Settles when none stands. */
  empty(): Promise<void>;
  /** Nothing passes any more, either way, and nobody is told: half-open. */
  hold(): void;
  resume(): void;
  /** Ends all connections as a cut cable and a reset do. */
  reset(): void;
  close(): Promise<void>;
}

export async function startGateway(port: number): Promise<Gateway> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const waiting: (() => void)[] = [];
  let isHeld = false;
  const server = createServer((near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true });
    near.setNoDelay(true);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('error', () => undefined);
      from.on('data', (bytes) => {
        if (!to.write(bytes)) from.pause();
      });
      to.on('drain', () => {
        if (!isHeld) from.resume();
      });
      from.once('end', () => to.end());
      from.once('close', () => {
        to.destroy();
        pairs.delete(pair);
        if (pairs.size === 0) for (const done of waiting.splice(0)) done();
      });
    }
    if (isHeld) for (const socket of pair) socket.pause();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const each = (act: (socket: Socket) => void): void => {
    for (const pair of pairs) pair.forEach(act);
  };
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => pairs.size,
    empty: () =>
      pairs.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
    hold() {
      isHeld = true;
      each((socket) => void socket.pause());
    },
    resume() {
      isHeld = false;
      each((socket) => void socket.resume());
    },
    reset: () => each((socket) => void socket.resetAndDestroy()),
    close() {
      each((socket) => void socket.destroy());
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
