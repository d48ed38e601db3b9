/**
 * A stream that crosses to another thread: moved where the browser can, else by a port. WebKit (Safari, WebKitGTK) moves
 * no streams, so there the messages of the Streams Standard's own transfer ("cross-realm transform", section 8.2) are
 * sent by hand: `pull` asks for one chunk, `chunk` brings it, `close` and `error` end it. One chunk is under way at most.
 */
import { wordsOf } from '../../contracts/failure.ts';

type Chunk = Uint8Array;
export type CrossingReadable = ReadableStream<Chunk> | MessagePort;
export type CrossingWritable = WritableStream<Chunk> | MessagePort;

type StreamMessage =
  | { readonly type: 'pull' | 'close' }
  | { readonly type: 'chunk'; readonly chunk: Chunk }
  | { readonly type: 'error'; readonly words: string };

let moves: boolean | null = null;

/** Whether this browser moves streams to another thread: tried once. */
export function movesStreams(): boolean {
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
export function sendReadable(readable: ReadableStream<Chunk>): MessagePort {
  const { port1, port2 } = new MessageChannel();
  pipe(readable, writableOver(port1));
  return port2;
}

/** What is given to the other thread in place of `writable`, which belongs to it from now on. */
export function sendWritable(writable: WritableStream<Chunk>): MessagePort {
  const { port1, port2 } = new MessageChannel();
  pipe(readableOver(port1), writable);
  return port2;
}

/** The stream that the other thread gave. */
export const receiveReadable = (from: CrossingReadable): ReadableStream<Chunk> =>
  from instanceof MessagePort ? readableOver(from) : from;

/** The stream that the other thread gave. */
export const receiveWritable = (from: CrossingWritable): WritableStream<Chunk> =>
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
