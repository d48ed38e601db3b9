import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { abortError, OtaError } from '../../contracts/failure.ts';
import { createLinkStats, STREAM_FRAME_BYTES, TCP, createLinkEnd } from '../../contracts/link.ts';
import type { Link, LinkStats } from '../../contracts/link.ts';
import type { LinkOpener } from '../../contracts/transport.ts';
import type { HostPlace } from '../node-addresses.ts';

/** Frames on a TCP stream (channels.md#tcp-and-udp). Throws link/refused, or what the signal says. */
export const openTcpLink: LinkOpener<Omit<HostPlace, 'address'>> = ({ host, port }, { signal }) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortError(signal));
      return;
    }
    const socket = connect({ host, port, noDelay: true });
    const stop = (): void => {
      socket.destroy();
      reject(abortError(signal));
    };
    const refuse = (cause: Error): void => {
      signal.removeEventListener('abort', stop);
      const facts = { address: `tcp://${host}:${port}`, detail: cause.message };
      reject(new OtaError('link/refused', facts, { cause }));
    };
    signal.addEventListener('abort', stop, { once: true });
    socket.once('error', refuse);
    socket.once('connect', () => {
      signal.removeEventListener('abort', stop);
      socket.off('error', refuse);
      resolve(linkOf(socket, `tcp://${host}:${port}`));
    });
  });

function linkOf(socket: Socket, label: string): Link {
  const stats = createLinkStats();
  const { ended, settle } = createLinkEnd();
  socket.on('error', (error) => settle({ why: 'lost', detail: error.message }));
  socket.on('close', () => settle({ why: 'closed' }));
  const close = async (): Promise<void> => {
    settle({ why: 'closed' });
    socket.destroy();
    await ended;
  };
  return {
    ...TCP,
    label,
    framing: 'stream',
    maxFrameBytes: STREAM_FRAME_BYTES,
    stats,
    readable: readableOf(socket, stats, close),
    writable: writableOf(socket, stats, close),
    ended,
    close,
  };
}

/** Chunks that wait for the reader before the socket is told to wait. */
const HELD_CHUNKS = 4;

function readableOf(
  socket: Socket,
  stats: LinkStats,
  close: () => Promise<void>,
): ReadableStream<Uint8Array> {
  let over = false;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        socket.on('data', (bytes: Buffer) => {
          if (over) return;
          stats.receivedBytes += bytes.length;
          stats.receivedChunks += 1;
          controller.enqueue(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
          if ((controller.desiredSize ?? 0) <= 0) socket.pause();
        });
        socket.on('error', (cause) => {
          if (!over) controller.error(lossOf(cause.message, cause));
          over = true;
        });
        socket.on('close', () => {
          if (!over) controller.close();
          over = true;
        });
      },
      pull: () => void socket.resume(),
      cancel() {
        over = true;
        return close();
      },
    },
    { highWaterMark: HELD_CHUNKS },
  );
}

function writableOf(
  socket: Socket,
  stats: LinkStats,
  close: () => Promise<void>,
): WritableStream<Uint8Array> {
  return new WritableStream<Uint8Array>({
    start(controller) {
      socket.on('error', (cause) => controller.error(lossOf(cause.message, cause)));
      socket.on('close', () => controller.error(lossOf('closed')));
    },
    write: (chunk) =>
      new Promise((resolve, reject) => {
        socket.write(chunk, (cause) => {
          if (cause) {
            reject(lossOf(cause.message, cause));
            return;
          }
          stats.sentBytes += chunk.length;
          stats.sentChunks += 1;
          resolve();
        });
      }),
    close,
    abort: close,
  });
}

const lossOf = (detail: string, cause?: Error): OtaError =>
  new OtaError('link/lost', { kind: 'tcp', detail }, cause === undefined ? {} : { cause });
