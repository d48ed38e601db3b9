import type { Socket } from 'node:net';
import { OtaError } from '../../contracts/failure.ts';
import { createLinkStats, type LinkStats, TCP, createLinkEnd } from '../../contracts/link.ts';
import type { LinkMedium, Link } from '../../contracts/link.ts';

/** An accepted connection, as a socket library gives it. */
export interface AcceptedSocket extends LinkMedium {
  readonly label: string;
  readonly framing: Link['framing'];
  /** Called once. `data` owns its bytes. */
  listen(on: { readonly data: (bytes: Uint8Array) => void; readonly closed: () => void }): void;
  pause(): void;
  resume(): void;
  /** `done` is told the error of a socket that is gone. */
  send(bytes: Uint8Array, done: (error: Error | null) => void): void;
  /** Drops the connection without a farewell, as a device does that restarts or refuses a frame. */
  destroy(): void;
}

/** The device's end of a connection. Ends `lost` when the client goes away; reading keeps its pace. */
export function linkOfSocket(socket: AcceptedSocket): Link {
  const stats = createLinkStats();
  let closing = false;
  const { ended, settle } = createLinkEnd();
  const closed = (): void =>
    settle(closing ? { why: 'closed' } : { why: 'lost', detail: 'the client is gone' });
  return {
    kind: socket.kind,
    traits: socket.traits,
    label: socket.label,
    framing: socket.framing,
    maxFrameBytes: Number.MAX_SAFE_INTEGER,
    stats,
    readable: readableOf(socket, stats, closed),
    writable: writableOf(socket, stats),
    ended,
    async close() {
      closing = true;
      socket.destroy();
      await ended;
    },
  };
}

/** Chunks that wait for the reader before the socket is told to wait. */
const HELD_CHUNKS = 2;

function readableOf(
  socket: AcceptedSocket,
  stats: LinkStats,
  closed: () => void,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        socket.listen({
          data(bytes) {
            stats.receivedBytes += bytes.length;
            stats.receivedChunks += 1;
            controller.enqueue(bytes);
            if ((controller.desiredSize ?? 0) <= 0) socket.pause();
          },
          closed() {
            closed();
            try {
              controller.close();
            } catch {
              // The reader cancelled it before: nothing is left to close.
            }
          },
        });
      },
      pull: () => socket.resume(),
      cancel: () => socket.destroy(),
    },
    { highWaterMark: HELD_CHUNKS },
  );
}

function writableOf(socket: AcceptedSocket, stats: LinkStats): WritableStream<Uint8Array> {
  const { kind } = socket;
  return new WritableStream<Uint8Array>({
    write: (chunk) =>
      new Promise((resolve, reject) => {
        socket.send(chunk, (cause) => {
          if (cause !== null) {
            const detail = 'the client is gone';
            reject(new OtaError('link/lost', { kind, detail }, { cause }));
            return;
          }
          stats.sentBytes += chunk.length;
          stats.sentChunks += 1;
          resolve();
        });
      }),
    close: () => socket.destroy(),
    abort: () => socket.destroy(),
  });
}

/** A plain array on the same bytes: Buffer's slice would be a view where codecs expect a copy. */
export function plainBytes(data: Buffer): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.length);
}

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
