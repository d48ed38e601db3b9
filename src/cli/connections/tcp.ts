import type { Socket } from 'node:net';
import type { Link } from '../../contracts/link.ts';
import { TCP } from '../../contracts/link-traits.ts';
import { linkOfSocket, plainBytes } from './server-link.ts';

/** The device's end of a TCP connection: newline-framed RPC (channels.md#tcp-and-udp). */
export function linkOfTcp(socket: Socket): Link {
  return linkOfSocket({
    ...TCP,
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
