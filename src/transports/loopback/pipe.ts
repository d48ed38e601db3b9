import { closeQuietly } from '../../contracts/link.ts';
import type { OtaError } from '../../contracts/failure.ts';

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
