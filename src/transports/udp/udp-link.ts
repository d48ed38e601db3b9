/** One frame is one datagram (channels.md#tcp-and-udp). Nothing says that a device is there, or gone: it is asked at the opening. */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock } from '../../contracts/clock.ts';
import { OtaError, abortError } from '../../contracts/failure.ts';
import { UDP, createLinkOver, createLinkStats, linkLossOf } from '../../contracts/link.ts';
import type { Link, LinkEnd, LinkStats } from '../../contracts/link.ts';
import { headOfFrame, openingQuestion } from '../../contracts/opening-question.ts';
import type { LinkOpener } from '../../contracts/transport.ts';
import type { HostPlace } from '../node-addresses.ts';

/** What one Ethernet frame carries: 1,500 less the heads of IPv4 and UDP (channels.md#largest-write). */
export const UDP_MAX_FRAME_BYTES = 1472;
/** Datagrams get lost: the first question is asked so often, each time for so long. */
const TRIES = 5;
const ANSWER_MS = 1_000;

/** Throws link/refused, or what the signal says. */
export const openUdpLink: LinkOpener<HostPlace> = async (
  { address, host, port },
  { clock, signal },
) => {
  if (signal.aborted) throw abortError(signal);
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  try {
    await connected(socket, { host, port, address });
    await meet(socket, { clock, signal, address });
    return linkOf(socket, address);
  } catch (reason) {
    closeQuietly(socket);
    throw OtaError.from(reason);
  }
};

interface Peer {
  readonly host: string;
  readonly port: number;
  readonly address: string;
}

/** From then on only datagrams of this peer come in. */
function connected(socket: Socket, { host, port, address }: Peer): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: Error): void =>
      reject(new OtaError('link/refused', { address, detail: cause.message }, { cause }));
    socket.once('error', refuse);
    socket.connect(port, host, () => {
      socket.off('error', refuse);
      resolve();
    });
  });
}

interface Meeting {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly address: string;
}

async function meet(socket: Socket, { clock, signal, address }: Meeting): Promise<void> {
  const stop = new AbortController();
  const giveUp = (): void => stop.abort(abortError(signal));
  signal.addEventListener('abort', giveUp, { once: true });
  const refused = (detail: string): OtaError => new OtaError('link/refused', { address, detail });
  try {
    await new Promise<void>((resolve, reject) => {
      stop.signal.addEventListener('abort', () => reject(OtaError.from(stop.signal.reason)));
      // Nobody takes datagrams at this port.
      socket.once('error', ({ message }) => reject(refused(message)));
      socket.on('message', (bytes) => {
        const head = headOfFrame(bytes.toString('latin1'));
        if (typeof head?.id === 'number' && head.id <= TRIES) resolve();
      });
      askAgain(socket, clock, stop.signal).then(
        () => reject(refused(`no answer in ${TRIES * ANSWER_MS} ms`)),
        () => undefined, // answered, or given up, before
      );
    });
  } finally {
    signal.removeEventListener('abort', giveUp);
    socket.removeAllListeners('message').removeAllListeners('error');
    stop.abort(new OtaError('cancelled', { by: 'user' })); // what still waits
  }
}

/** Settles when the last question had its time. Throws what the signal says. */
async function askAgain(socket: Socket, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let id = 1; id <= TRIES; id += 1) {
    socket.send(openingQuestion(id));
    await clock.sleep(ANSWER_MS, signal);
  }
}

function linkOf(socket: Socket, label: string): Link {
  const stats = createLinkStats();
  const { ended, over, finish } = createLinkOver(UDP);
  const close = (): Promise<void> => {
    finish({ why: 'closed' });
    closeQuietly(socket);
    return Promise.resolve();
  };
  // ICMP: nobody takes datagrams at this port any more.
  socket.on('error', (error) => {
    finish({ why: 'lost', detail: error.message });
    closeQuietly(socket);
  });
  const half = { socket, stats, ended, over, close };
  return {
    ...UDP,
    label,
    framing: 'message',
    maxFrameBytes: UDP_MAX_FRAME_BYTES,
    stats,
    readable: readableOf(half),
    writable: writableOf(half),
    ended,
    close,
  };
}

interface Half {
  readonly socket: Socket;
  readonly stats: LinkStats;
  readonly ended: Promise<LinkEnd>;
  /** Aborts when the link is over; its reason is what a writer is told. */
  readonly over: AbortSignal;
  readonly close: () => Promise<void>;
}

/** Datagrams ahead of the reader; what comes then is lost, as datagrams are. */
const HELD_DATAGRAMS = 64;

function readableOf({ socket, stats, ended, close }: Half): ReadableStream<Uint8Array> {
  let cancelled = false;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        socket.on('message', (bytes) => {
          if (cancelled || (controller.desiredSize ?? 0) <= 0) return;
          stats.receivedBytes += bytes.length;
          stats.receivedChunks += 1;
          controller.enqueue(new Uint8Array(bytes));
        });
        void ended.then((end) => {
          if (cancelled) return;
          if (end.why === 'closed') controller.close();
          else controller.error(linkLossOf(UDP, end));
        });
      },
      cancel() {
        cancelled = true;
        return close();
      },
    },
    { highWaterMark: HELD_DATAGRAMS },
  );
}

function writableOf({ socket, stats, over, close }: Half): WritableStream<Uint8Array> {
  return new WritableStream<Uint8Array>({
    start(controller) {
      over.addEventListener('abort', () => controller.error(over.reason));
    },
    write: (frame) =>
      new Promise((resolve, reject) => {
        if (over.aborted) {
          reject(OtaError.from(over.reason));
          return;
        }
        socket.send(frame, (error) => {
          if (error) {
            reject(linkLossOf(UDP, { why: 'lost', detail: error.message }));
            return;
          }
          stats.sentBytes += frame.length;
          stats.sentChunks += 1;
          resolve();
        });
      }),
    close,
    abort: close,
  });
}

function closeQuietly(socket: Socket): void {
  try {
    socket.close();
  } catch {
    // closed before
  }
}
