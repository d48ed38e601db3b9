/**
 * A link on its way to another thread. Only its two streams travel, or a port in place of each where the browser moves
 * no streams (below); `ended` and `close` are rebuilt from them on the other side: a readable that errors is `lost`, one that ends is `closed`, and
 * closing the writable makes the owner's side close.
 */
import type { BluetoothSettings, BluetoothSizes } from '../../contracts/bluetooth.ts';
import { OtaError, wordsOf } from '../../contracts/failure.ts';
import type { Failure, Outcome } from '../../contracts/failure.ts';
import { createLinkStats, createLinkEnd } from '../../contracts/link.ts';
import type { FrameAddress, Link, LinkEnd, PlainLink } from '../../contracts/link.ts';
import { moving, outcomeOf } from './calls.ts';

/** A link as plain data and two streams. */
export interface PackedLink extends PlainLink {
  readonly frameAddress: FrameAddress | null;
  /** What a Bluetooth link has learned of itself; other links have none. */
  readonly bluetooth: BluetoothSizes | null;
  readonly mtu: number | null;
  readonly readable: CrossingReadable;
  readonly writable: CrossingWritable;
}

/** Whoever can open a link to the chosen device: the emulator worker, later the window with its ports. */
export interface LinkSource {
  /** Throws nothing: `link/refused` as an outcome. */
  openLink(known?: KnownLinks): Promise<Outcome<PackedLink>>;
  /** Who answered on the link that was opened last; for sources that have more than one place to look. */
  answered?(device: AnsweringDevice): Promise<Outcome<null>>;
}

/** By its MAC: a port, an adapter and an address are no identity. */
export interface AnsweringDevice {
  readonly name: string;
  /** The device that is looked for, or nobody was looked for. */
  readonly isExpected: boolean;
}

/** What this browser remembers of links: a place to begin for those that learn. */
export interface KnownLinks {
  readonly bluetooth: readonly BluetoothSettings[];
}

/** What a LinkSource answers: opens a link and gives it away, its streams moved with the answer, or `byPorts`. */
export async function transferLink(
  open: () => Promise<Givable> | Givable,
  { byPorts = !movesStreams() } = {},
): Promise<Outcome<PackedLink>> {
  const outcome = await outcomeOf(async () => {
    const link = packed(await open());
    return byPorts ? overPorts(link) : link;
  });
  return outcome.ok ? moving(outcome, [outcome.value.readable, outcome.value.writable]) : outcome;
}

/** A link that may have learned something of itself. */
type Givable = Link | (Link & { readonly sizes: BluetoothSizes });

interface MovedLink extends PackedLink {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

const overPorts = (link: MovedLink): PackedLink => ({
  ...link,
  readable: sendReadable(link.readable),
  writable: sendWritable(link.writable),
});

function packed(link: Givable): MovedLink {
  const { kind, traits, label, framing, maxFrameBytes, readable, writable } = link;
  const { baudRate = null, pieceBytes = null, isGuess = false, frameAddress = null } = link;
  const { mtu } = link.stats;
  const bluetooth = 'sizes' in link ? link.sizes : null;
  const own = {
    kind,
    traits,
    label,
    framing,
    maxFrameBytes,
    baudRate,
    pieceBytes,
    isGuess,
    frameAddress,
    bluetooth,
    mtu,
  };
  return { ...own, readable, writable };
}

/**
 * The link as this thread sees it. The packed streams belong to it from now on. Streams of a thread that
 * is gone say nothing any more: `died` does.
 */
export function unpackLink(from: PackedLink, died: Promise<Failure>): Link {
  const stats = { ...createLinkStats(), mtu: from.mtu };
  const end = createLinkEnd();
  const reader = receiveReadable(from.readable).getReader();
  const writer = receiveWritable(from.writable).getWriter();
  // A peer that is gone also shows on the writing side, sometimes earlier.
  writer.closed.catch((reason: unknown) => end.settle(lost(reason)));

  const readable = new ReadableStream<Uint8Array>({
    start(controller) {
      void died.then(({ code }) => {
        end.settle({ why: 'lost', detail: code });
        try {
          controller.error(lossOf(from, code));
        } catch {
          // the link was over before its owner was
        }
      });
    },
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          end.settle({ why: 'closed' });
          controller.close();
          return;
        }
        stats.receivedBytes += value.byteLength;
        stats.receivedChunks += 1;
        controller.enqueue(value);
      } catch (reason) {
        end.settle(lost(reason));
        controller.error(lossOf(from, reason));
      }
    },
    cancel: () => close(),
  });

  const writable = new WritableStream<Uint8Array>({
    async write(chunk, controller) {
      const bytes = chunk.byteLength;
      try {
        await writer.write(chunk);
        stats.sentBytes += bytes;
        stats.sentChunks += 1;
      } catch (reason) {
        end.settle(lost(reason));
        controller.error(lossOf(from, reason));
      }
    },
    close: () => close(),
    abort: () => close(),
  });

  /** Does not wait for the other thread: a peer that no longer reads must not hold the closing. */
  const close = (): Promise<void> => {
    end.settle({ why: 'closed' });
    writer.close().catch(() => undefined); // already closed or lost: nothing left to close
    reader.cancel().catch(() => undefined); // the same
    return Promise.resolve();
  };

  return {
    ...factsOf(from),
    stats,
    readable,
    writable,
    ended: end.ended,
    close,
  };
}

function factsOf(from: PackedLink) {
  const { kind, traits, label, framing, maxFrameBytes } = from;
  const { baudRate, pieceBytes, isGuess, frameAddress } = from;
  return {
    kind,
    traits,
    label,
    framing,
    maxFrameBytes,
    ...(baudRate !== null && { baudRate }),
    ...(pieceBytes !== null && { pieceBytes }),
    ...(isGuess && { isGuess }),
    ...(frameAddress !== null && { frameAddress }),
  };
}

const lost = (reason: unknown): LinkEnd => ({ why: 'lost', detail: wordsOf(reason) });

const lossOf = (from: PackedLink, reason: unknown): OtaError =>
  new OtaError('link/lost', { kind: from.kind, detail: wordsOf(reason) }, { cause: reason });

/**
 * A stream that crosses to another thread: moved where the browser can, else by a port. WebKit (Safari, WebKitGTK) moves
 * no streams, so there the messages of the Streams Standard's own transfer ("cross-realm transform", section 8.2) are
 * sent by hand: `pull` asks for one chunk, `chunk` brings it, `close` and `error` end it. One chunk is under way at most.
 */

type Chunk = Uint8Array;
type CrossingReadable = ReadableStream<Chunk> | MessagePort;
type CrossingWritable = WritableStream<Chunk> | MessagePort;

type StreamMessage =
  | { readonly type: 'pull' | 'close' }
  | { readonly type: 'chunk'; readonly chunk: Chunk }
  | { readonly type: 'error'; readonly words: string };

let moves: boolean | null = null;

/** Whether this browser moves streams to another thread: tried once. */
function movesStreams(): boolean {
  moves ??= triesToMove();
  return moves;
}

function triesToMove(): boolean {
  try {
    const stream = new ReadableStream();
    structuredClone(stream, { transfer: [stream] });
    return true;
  } catch {
    return false;
  }
}

/** What is given to the other thread in place of `readable`, which belongs to it from now on. */
function sendReadable(readable: ReadableStream<Chunk>): MessagePort {
  const { port1, port2 } = new MessageChannel();
  pipe(readable, writableOver(port1));
  return port2;
}

/** What is given to the other thread in place of `writable`, which belongs to it from now on. */
function sendWritable(writable: WritableStream<Chunk>): MessagePort {
  const { port1, port2 } = new MessageChannel();
  pipe(readableOver(port1), writable);
  return port2;
}

/** The stream that the other thread gave. */
const receiveReadable = (from: CrossingReadable): ReadableStream<Chunk> =>
  from instanceof MessagePort ? readableOver(from) : from;

/** The stream that the other thread gave. */
const receiveWritable = (from: CrossingWritable): WritableStream<Chunk> =>
  from instanceof MessagePort ? writableOver(from) : from;

/** How it ends is told at the other end of each. */
function pipe(readable: ReadableStream<Chunk>, writable: WritableStream<Chunk>): void {
  readable.pipeTo(writable).catch(() => undefined);
}

function readableOver(port: MessagePort): ReadableStream<Chunk> {
  const { send, hear } = talkOver(port);
  return new ReadableStream<Chunk>(
    {
      start(controller) {
        hear((message) => {
          if (message.type === 'chunk') controller.enqueue(message.chunk);
          if (message.type === 'close') controller.close();
          if (message.type === 'error') controller.error(new Error(message.words));
        });
      },
      pull: () => send({ type: 'pull' }),
      cancel: (reason) => send({ type: 'error', words: wordsOf(reason) }),
    },
    { highWaterMark: 0 },
  );
}

function writableOver(port: MessagePort): WritableStream<Chunk> {
  const { send, hear } = talkOver(port);
  const wanted = createTurnstile();
  return new WritableStream<Chunk>({
    start(controller) {
      hear((message) => {
        if (message.type === 'error') controller.error(new Error(message.words));
        wanted.open(); // after the end of the stream: nothing waits for a reader that is gone
      });
    },
    async write(chunk) {
      await wanted.pass();
      send({ type: 'chunk', chunk });
    },
    close: () => send({ type: 'close' }),
    abort: (reason) => send({ type: 'error', words: wordsOf(reason) }),
  });
}

interface Talk {
  readonly send: (message: StreamMessage) => void;
  readonly hear: (listener: (message: StreamMessage) => void) => void;
}

/**
 * Nothing is told to the listener after an end from either side. The side that hears of the end closes the port: closed
 * by the one that says so, what it has said last might not arrive.
 */
function talkOver(port: MessagePort): Talk {
  let ended = false;
  const isEnd = ({ type }: StreamMessage): boolean => type === 'close' || type === 'error';
  return {
    send(message) {
      if (ended) return;
      ended = isEnd(message);
      port.postMessage(message);
    },
    hear(listener) {
      port.onmessage = ({ data }: MessageEvent<StreamMessage>) => {
        if (isEnd(data)) port.close();
        if (ended) return;
        ended = isEnd(data);
        listener(data);
      };
    },
  };
}

/** Lets one through for each time that it was opened, and keeps one opening for who comes later. */
function createTurnstile(): { open(): void; pass(): Promise<void> } {
  let isOpen = false;
  let letThrough: (() => void) | null = null;
  return {
    open() {
      isOpen = letThrough === null;
      letThrough?.();
      letThrough = null;
    },
    pass() {
      if (isOpen) {
        isOpen = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => (letThrough = resolve));
    },
  };
}
