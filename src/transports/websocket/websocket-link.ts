/** One frame per WebSocket message, with the browser's own WebSocket or any that has its shape. */
import { abortError, OtaError, wordsOf } from '../../contracts/failure.ts';
import { arrivalsOf } from '../../contracts/arrivals.ts';
import type { ArrivingLink } from '../../contracts/arrivals.ts';
import type { Clock } from '../../contracts/clock.ts';
import { createLinkStats, WEBSOCKET, createLinkOver } from '../../contracts/link.ts';
import type { Link, LinkEnd } from '../../contracts/link.ts';
import { LONGEST_FRAME_BYTES } from '../../contracts/peer-limits.ts';
import { decodeUtf8, encodeUtf8 } from '../../ota-core/primitives/utf8.ts';

/** What is used of a WebSocket; the browser's and that of the `ws` package both fit. */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
  addEventListener(type: 'close', listener: (event: CloseLike) => void): void;
}

export interface CloseLike {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

export interface WebSocketOptions {
  /** ws://host/rpc */
  readonly url: string;
  /**
   * Opens a socket. No subprotocol is offered: devices echo the whole offer, and browsers refuse that
   * (channels.md#websocket).
   */
  readonly create: (url: string) => WebSocketLike;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Payload that fits the receive buffer of a stock device, header and mask included (channels.md#websocket). */
export const WEBSOCKET_MAX_FRAME_BYTES = 3064;
const OPEN = 1;

/** Throws link/refused, or what the signal says. */
export function openWebSocketLink(options: WebSocketOptions): Promise<Link> {
  const { url, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortError(signal));
      return;
    }
    const socket = createSocket(options);
    const link = linkOf(socket, options);
    let detail = '';
    const stop = (): void => {
      socket.close();
      reject(abortError(signal));
    };
    const settled = (): void => signal.removeEventListener('abort', stop);
    signal.addEventListener('abort', stop, { once: true });
    socket.addEventListener('open', () => {
      settled();
      resolve(link);
    });
    socket.addEventListener('error', ({ message }) => {
      detail = message ?? '';
    });
    socket.addEventListener('close', ({ code }) => {
      settled();
      reject(new OtaError('link/refused', { address: url, detail: detail || `close ${code}` }));
    });
  });
}

function createSocket({ url, create }: WebSocketOptions): WebSocketLike {
  try {
    const socket = create(url);
    socket.binaryType = 'arraybuffer';
    return socket;
  } catch (reason) {
    // The address is none, or the page may not open it.
    const detail = wordsOf(reason);
    throw new OtaError('link/refused', { address: url, detail }, { cause: reason });
  }
}

function linkOf(socket: WebSocketLike, { url, clock }: WebSocketOptions): Link {
  const stats = createLinkStats();
  const { ended, over, finish } = createLinkOver(WEBSOCKET);
  socket.addEventListener('close', (event) => finish(endOf(event)));
  const close = (): Promise<void> => {
    finish({ why: 'closed' }); // the first end counts
    socket.close();
    return Promise.resolve();
  };
  const giveUp = (detail: string): void => {
    finish({ why: 'lost', detail });
    socket.close();
  };
  const { kind } = WEBSOCKET;
  const half = { kind, socket, stats, ended, over, close, giveUp };
  return {
    ...WEBSOCKET,
    label: url,
    framing: 'message',
    maxFrameBytes: WEBSOCKET_MAX_FRAME_BYTES,
    stats,
    readable: arrivalsOf(half, (push) =>
      socket.addEventListener('message', ({ data }) => push(bytesOf(data))),
    ),
    writable: writableOf({ ...half, clock }),
    ended,
    close,
  };
}

/** 1000 and 1001 are farewells; everything else (a restart gives 1006) is a loss. */
function endOf({ code, reason }: CloseLike): LinkEnd {
  if (code === 1000 || code === 1001 || code === 1005) return { why: 'closed' };
  return { why: 'lost', detail: reason === '' ? `close ${code}` : `close ${code}: ${reason}` };
}

interface Half extends ArrivingLink {
  readonly socket: WebSocketLike;
}

/** Bytes the socket may hold before the writer waits, and how often it is looked at then. */
const HELD_BYTES = 65_536;
const LOOK_MS = 2;

function writableOf({
  socket,
  stats,
  over,
  close,
  clock,
}: Half & { readonly clock: Clock }): WritableStream<Uint8Array> {
  return new WritableStream<Uint8Array>({
    start(controller) {
      over.addEventListener('abort', () => controller.error(over.reason));
    },
    async write(chunk) {
      if (over.aborted || socket.readyState !== OPEN) throw OtaError.from(over.reason);
      socket.send(dataOf(chunk));
      stats.sentBytes += chunk.length;
      stats.sentChunks += 1;
      while (socket.bufferedAmount > HELD_BYTES) await clock.sleep(LOOK_MS, over);
    },
    close,
    abort: close,
  });
}

/** Text where it is text, as other clients send it; devices take both. */
function dataOf(chunk: Uint8Array): string | Uint8Array<ArrayBuffer> {
  return decodeUtf8(chunk) ?? new Uint8Array(chunk);
}

function bytesOf(data: unknown): Uint8Array {
  if (typeof data === 'string') return encodeUtf8(data.slice(0, LONGEST_FRAME_BYTES + 1));
  if (!(data instanceof ArrayBuffer)) return new Uint8Array(0);
  return data.byteLength <= LONGEST_FRAME_BYTES
    ? new Uint8Array(data)
    : new Uint8Array(data.slice(0, LONGEST_FRAME_BYTES + 1)); // the rest is let go
}
