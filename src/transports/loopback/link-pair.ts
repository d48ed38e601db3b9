/** Two ends of one wire, in one program. Both ends' streams can be transferred to other threads. */
import { OtaError } from '../../contracts/failure.ts';
import { LOOPBACK, createLinkStats, closeQuietly, createLinkEnd } from '../../contracts/link.ts';
import type { Link, LinkEnd, LinkStats } from '../../contracts/link.ts';

export interface LinkPairOptions {
  readonly label?: string;
  readonly framing?: 'stream' | 'message';
  /** Bytes of JSON text either side takes. */
  readonly maxFrameBytes?: number;
}

export interface LinkPair {
  readonly near: Link;
  readonly far: Link;
  /** The wire is gone: both ends are `lost`, what was under way is dropped. */
  lose(detail: string): void;
}

/** What a stock device takes over WebSocket: the loopback link is no kinder (channels.md#websocket). */
const DEFAULT_MAX_FRAME_BYTES = 3064;

export function createLinkPair(options: LinkPairOptions = {}): LinkPair {
  const nearStats = createLinkStats();
  const farStats = createLinkStats();
  const close = (): void => end({ why: 'closed' });
  const outward = createPipe({ carried: counter(nearStats, farStats), onClose: close });
  const inward = createPipe({ carried: counter(farStats, nearStats), onClose: close });
  const { ended, settle } = createLinkEnd();
  let over = false;
  const end = (how: LinkEnd): void => {
    if (over) return;
    over = true;
    settle(how);
    for (const pipe of [outward, inward]) {
      if (how.why === 'closed') pipe.finish(lossOf('closed'));
      else pipe.fail(lossOf(how.detail));
    }
  };
  const build = (stats: LinkStats, from: Pipe, to: Pipe): Link => ({
    ...LOOPBACK,
    label: options.label ?? 'loopback',
    framing: options.framing ?? 'message',
    maxFrameBytes: options.maxFrameBytes ?? DEFAULT_MAX_FRAME_BYTES,
    stats,
    readable: from.readable,
    writable: to.writable,
    ended,
    close() {
      close();
      return Promise.resolve();
    },
  });
  return {
    near: build(nearStats, inward, outward),
    far: build(farStats, outward, inward),
    lose: (detail) => end({ why: 'lost', detail }),
  };
}

const lossOf = (detail: string): OtaError =>
  new OtaError('link/lost', { kind: 'loopback', detail });

const counter =
  (sender: LinkStats, receiver: LinkStats) =>
  (bytes: number): void => {
    sender.sentBytes += bytes;
    sender.sentChunks += 1;
    receiver.receivedBytes += bytes;
    receiver.receivedChunks += 1;
  };

/** One direction of the wire: what is written comes out, in order, as slowly as it is read. */
export interface Pipe {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  /** The reader still gets what was taken, then the end; the writer is refused with `error`. */
  finish(error: OtaError): void;
  /** Both sides fail with `error`; what was under way is dropped. */
  fail(error: OtaError): void;
}

export interface PipeOptions {
  /** Told the size of every chunk that was taken. */
  readonly carried: (bytes: number) => void;
  /** One side closed, cancelled or aborted its stream. */
  readonly onClose: () => void;
}

/** Chunks the wire holds before a writer waits for the reader. */
const HELD_CHUNKS = 2;

export function createPipe({ carried, onClose }: PipeOptions): Pipe {
  let reading: ReadableStreamDefaultController<Uint8Array> | null = null;
  let writing: WritableStreamDefaultController | null = null;
  let wanted: () => void = () => undefined;
  let over: OtaError | null = null;

  const readable = new ReadableStream<Uint8Array>(
    {
      start: (controller) => void (reading = controller),
      pull: () => wanted(),
      cancel: onClose,
    },
    { highWaterMark: HELD_CHUNKS },
  );
  const writable = new WritableStream<Uint8Array>({
    start: (controller) => void (writing = controller),
    async write(chunk) {
      if (over !== null) throw over;
      reading?.enqueue(chunk);
      carried(chunk.length);
      if ((reading?.desiredSize ?? 0) > 0) return;
      await new Promise<void>((resolve) => {
        wanted = resolve;
      });
    },
    close: onClose,
    abort: onClose,
  });
  const end = (error: OtaError): void => {
    over = error;
    wanted();
    writing?.error(error);
  };
  return {
    readable,
    writable,
    finish(error) {
      if (over !== null) return;
      end(error);
      closeQuietly(reading);
    },
    fail(error) {
      if (over !== null) return;
      end(error);
      reading?.error(error);
    },
  };
}
