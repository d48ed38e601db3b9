/**
 * A serial port as a Link. The port's own streams stay here: what is read passes through a stream that
 * outlives the four errors after which a port can be read on (overrun, break, framing, parity), and one
 * place closes everything in the order the port wants it: reader, writer, locks, port.
 */
import { abortError, wordsOf } from '../../contracts/failure.ts';
import { closeQuietly, createLinkStats, SERIAL, createLinkEnd } from '../../contracts/link.ts';
import type { Clock } from '../../contracts/clock.ts';
import type { Link, LinkEnd } from '../../contracts/link.ts';
import type { LinkOpener } from '../../contracts/transport.ts';
import { isRecoverable, serialLossOf, serialOpeningFailure } from './serial-ports.ts';
import type { SerialPortLike } from './serial-ports.ts';

export interface SerialLinkOptions {
  /** What people know the port by. */
  readonly label: string;
  readonly baudRate: number;
  /**
   * `low`: DTR and RTS are set to false after opening, which lets boards run whose auto-reset circuit
   * would hold them otherwise (uart.md#control-lines). `untouched`: they stay as the system left them.
   */
  readonly lines: 'low' | 'untouched';
  /** Bounds the closing of a port that takes no more bytes. */
  readonly clock: Clock;
}

/** The rate of a Mongoose OS console (rpc-methods.md#settings). */
export const DEFAULT_BAUD_RATE = 115_200;

/**
 * `rpc.max_frame_size` of a stock device's console (rpc-methods.md#settings), less what the CRC takes of
 * its buffer.
 */
export const SERIAL_MAX_FRAME_BYTES = 4094;

/** The browser's own buffer: a busy page must not lose what a device says meanwhile. The default is 255. */
const BUFFER_BYTES = 65_536;
/** Chunks that wait for the reader before the port is told to wait. */
const HELD_CHUNKS = 2;
/** What was written may still be on its way when the link closes; a device that takes nothing is not waited for. */
const DRAIN_MS = 500;

/** A Link that also tells when its port may be opened again. */
export interface SerialLink extends Link {
  /** Settles when the port is closed, or cannot be closed any better. Never rejects. */
  readonly released: Promise<void>;
}

/** The port that a person chose, and how it is to be opened. */
export interface ChosenPort extends Omit<SerialLinkOptions, 'clock'> {
  readonly port: SerialPortLike;
}

/** As openSerialLink, or what the signal says. */
export const openChosenPort: LinkOpener<ChosenPort, SerialLink> = async (
  { port, ...options },
  { clock, signal },
) => {
  if (signal.aborted) throw abortError(signal);
  return openSerialLink(port, { ...options, clock });
};

/** Opens the port, which belongs to the link until `released`. Throws link/held, link/not-allowed or link/refused. */
export async function openSerialLink(
  port: SerialPortLike,
  options: SerialLinkOptions,
): Promise<SerialLink> {
  const { label, baudRate, lines } = options;
  try {
    await port.open({
      baudRate,
      bufferSize: BUFFER_BYTES,
      dataBits: 8,
      stopBits: 1,
      parity: 'none',
      flowControl: 'none',
    });
  } catch (reason) {
    throw serialOpeningFailure(reason, label);
  }
  if (lines === 'low') {
    // Best effort: some adapters have no such lines, and some browsers refuse some of them.
    await port
      .setSignals({ dataTerminalReady: false, requestToSend: false })
      .catch(() => undefined);
  }
  return new OpenPort(port, options).link;
}

class OpenPort {
  readonly link: SerialLink;
  readonly #port: SerialPortLike;
  readonly #clock: Clock;
  readonly #stats = createLinkStats();
  #reader: ReadableStreamDefaultReader<Uint8Array> | null;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array> | null;
  #reading: ReadableStreamDefaultController<Uint8Array> | null = null;
  #writing: WritableStreamDefaultController | null = null;
  #end: LinkEnd | null = null;
  readonly #ending = createLinkEnd();
  #settleReleased: () => void = () => undefined;

  constructor(port: SerialPortLike, { label, baudRate, clock }: SerialLinkOptions) {
    this.#port = port;
    this.#clock = clock;
    this.#reader = port.readable?.getReader() ?? null;
    this.#writer = port.writable?.getWriter() ?? null;
    this.#writer?.closed.catch((reason: unknown) => this.#lose(reason));
    port.addEventListener('disconnect', this.#onDisconnect);
    const released = new Promise<void>((resolve) => (this.#settleReleased = resolve));
    this.link = {
      ...SERIAL,
      label,
      framing: 'stream',
      maxFrameBytes: SERIAL_MAX_FRAME_BYTES,
      baudRate,
      stats: this.#stats,
      readable: this.#readable(),
      writable: this.#writable(),
      ended: this.#ending.ended,
      released,
      close: () => this.#close(),
    };
  }

  /** Unplugged. A read that waits on the port may never hear of it. */
  readonly #onDisconnect = (): void => this.#lose('unplugged');

  #readable(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#reading = controller),
        pull: () => this.#pull(),
        cancel: () => this.#close(),
      },
      { highWaterMark: HELD_CHUNKS },
    );
  }

  async #pull(): Promise<void> {
    const bytes = await this.#read();
    if (bytes === null || this.#end !== null) return;
    this.#stats.receivedBytes += bytes.length;
    this.#stats.receivedChunks += 1;
    this.#reading?.enqueue(bytes);
  }

  /** The next bytes; null when the link is over. */
  async #read(): Promise<Uint8Array | null> {
    while (this.#reader !== null) {
      try {
        const { done, value } = await this.#reader.read();
        if (!done) return value;
        this.#finish({ why: 'closed' });
        return null;
      } catch (reason) {
        this.#reader.releaseLock();
        this.#reader = null;
        if (this.#end !== null) return null;
        if (isRecoverable(reason)) this.#reader = this.#port.readable?.getReader() ?? null;
        if (this.#reader === null) this.#lose(reason);
      }
    }
    return null;
  }

  #writable(): WritableStream<Uint8Array> {
    return new WritableStream<Uint8Array>({
      start: (controller) => void (this.#writing = controller),
      write: async (chunk) => {
        try {
          await this.#writer?.write(chunk);
        } catch (reason) {
          this.#lose(reason);
          throw serialLossOf(wordsOf(reason), reason);
        }
        this.#stats.sentBytes += chunk.length;
        this.#stats.sentChunks += 1;
      },
      close: () => this.#close(),
      abort: () => this.#close(),
    });
  }

  async #close(): Promise<void> {
    this.#finish({ why: 'closed' });
    await this.link.released;
  }

  #lose(reason: unknown): void {
    this.#finish({ why: 'lost', detail: wordsOf(reason) });
  }

  /** The first end counts. */
  #finish(end: LinkEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    this.#port.removeEventListener('disconnect', this.#onDisconnect);
    const loss = serialLossOf(end.why === 'lost' ? end.detail : 'closed');
    if (end.why === 'closed') closeQuietly(this.#reading);
    else this.#reading?.error(loss);
    this.#writing?.error(loss);
    this.#ending.settle(end);
    void this.#release(end).then(this.#settleReleased);
  }

  /** A port closes only when nobody holds its streams; every step may fail on one that is gone. */
  async #release({ why }: LinkEnd): Promise<void> {
    const reader = this.#reader;
    const writer = this.#writer;
    const drained = why === 'closed' ? writer?.close() : writer?.abort();
    await this.#atMost(Promise.allSettled([reader?.cancel(), drained]));
    reader?.releaseLock();
    writer?.releaseLock();
    await this.#atMost(Promise.allSettled([this.#port.close()]));
  }

  async #atMost(work: Promise<unknown>): Promise<void> {
    const over = new AbortController();
    const late = this.#clock.sleep(DRAIN_MS, over.signal).catch(() => undefined); // ended below
    await Promise.race([work, late]);
    over.abort();
  }
}
