import { createServer, type Socket } from 'node:net';
import type { Link } from '../../contracts/link.ts';
import { linkOfSocket, plainBytes } from './server-link.ts';
import { listen, type ListenOptions, type Listening } from './listening.ts';

/** Newline-framed RPC over TCP (protocol.md 4.4). `accept` gets the device's end of every connection. */
export function listenTcp(
  options: ListenOptions,
  accept: (link: Link) => void,
): Promise<Listening> {
  const server = createServer((socket) => {
    if (options.isUp()) accept(linkOfTcp(socket)); // else `listen` drops it
  });
  return listen(server, options);
}

function linkOfTcp(socket: Socket): Link {
  socket.setNoDelay(true);
  socket.on('error', () => undefined); // 'close' follows and tells it
  return linkOfSocket({
    kind: 'tcp',
    label: `${socket.remoteAddress ?? ''}:${socket.remotePort ?? ''}`,
    framing: 'stream',
    listen({ data, closed }) {
      socket.on('data', (bytes: Buffer) => data(plainBytes(bytes)));
      socket.once('close', closed);
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    send(bytes, done) {
      if (socket.destroyed) done(new Error('destroyed'));
      else socket.write(bytes, (error) => done(error ?? null));
    },
    destroy: () => void socket.destroy(),
  });
}
