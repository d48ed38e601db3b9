/**
 * What leaves a device's UART, in the order a stock device has it (uart.md#receiving, #handshake,
 * #flow-control): one frame at a time, replies queue behind it, the console waits, XOFF holds it all for at most 2 s.
 */
import type { Clock } from '../contracts/clock.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { createFlowGate } from '../rpc/uart-line.ts';
import type { FlowGate } from '../rpc/uart-line.ts';
import { eotAnswer } from '../rpc/uart-dispatcher.ts';

/** `rpc.max_queue_length`: when it is full, the oldest reply is dropped without a word (rpc-frames.md#queues). */
const MOST_QUEUED = 25;
/** TX buffer of 256 bytes (uart.md#flow-control): what is in it leaves also after an XOFF. */
const PIECE_BYTES = 256;
const LINE_FEED = Uint8Array.of(0x0a);

/** One run of the transmitter between two resets: what waits is gone with it. */
export class UartTransmitter {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #gate: FlowGate;
  readonly #over = new AbortController();
  readonly #queue: Uint8Array[] = [];
  readonly #log: string[] = [];
  readonly #buffer: Uint8Array[] = [];
  /** What is being sent. Only the end of a user's frame looks at the queue: the stuck-reply trap (uart.md#handshake). */
  #sending: 'frame' | 'other' | null = null;
  #released = false;
  #runs = false;

  /** `write` settles when the line took the bytes, and does not reject. */
  constructor(clock: Clock, write: (bytes: Uint8Array) => Promise<void>) {
    this.#gate = createFlowGate(clock);
    this.#write = write;
  }

  /** What the client sent: its XON and XOFF hold for this side. Borrowed. */
  see(bytes: Uint8Array): void {
    this.#gate.see(bytes);
  }

  /** An empty frame: a line feed that leaves with whatever is sent next. */
  blank(): void {
    this.#buffer.push(LINE_FEED);
  }

  answerEot(): void {
    this.#buffer.push(eotAnswer());
    this.#sending ??= 'other';
  }

  /** A reply. Behind what is being sent it waits. */
  frame(bytes: Uint8Array): void {
    if (this.#sending === null) {
      this.#buffer.push(bytes);
      this.#sending = 'frame';
      return;
    }
    this.#queue.push(bytes);
    if (this.#queue.length > MOST_QUEUED) this.#queue.shift();
  }

  /** A line of the log; held back while a frame is sent. */
  log(text: string): void {
    this.#log.push(text);
    this.#start();
  }

  /** Past everything that waits: flow control, and what a chip says when it starts. */
  raw(bytes: Uint8Array): void {
    void this.#write(bytes);
  }

  /** What was to be sent may leave: a device sends after it has looked at all it received. */
  go(): void {
    this.#released = this.#sending !== null;
    this.#start();
  }

  /** The chip was reset. */
  end(): void {
    this.#over.abort();
  }

  #start(): void {
    if (this.#runs) return;
    this.#runs = true;
    this.#run().catch(() => undefined); // the chip was reset while an XOFF held it
  }

  async #run(): Promise<void> {
    while (!this.#over.signal.aborted) {
      const line = this.#sending === null ? this.#log.shift() : undefined;
      if (line !== undefined) await this.#send(encodeUtf8(line));
      else if (this.#sending === null || !this.#released) break;
      else {
        const next = this.#buffer.shift();
        if (next === undefined) this.#finish();
        else await this.#send(next);
      }
    }
    this.#runs = false;
  }

  async #send(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      await this.#gate.open(this.#over.signal);
      if (this.#over.signal.aborted) return;
      await this.#write(bytes.slice(at, at + PIECE_BYTES)); // a chunk belongs to the line
    }
  }

  #finish(): void {
    const next = this.#sending === 'frame' ? this.#queue.shift() : undefined;
    this.#sending = null;
    if (next !== undefined) this.frame(next);
    else this.#released = false;
  }
}
