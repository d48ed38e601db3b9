/**
 * A UART of the device: pins, not a connection. It stays when the device restarts, loses what was in RAM,
 * prints what a chip prints when it starts, and has the device's log between its frames.
 */
import type { Clock } from '../contracts/clock.ts';
import type { Link } from '../contracts/link.ts';
import { concatBytes } from '../ota-core/primitives/bytes.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { XOFF, XON, createFlowGate, type FlowGate } from '../rpc/uart-line.ts';
import type { RpcFrame } from '../rpc/frame.ts';
import { MOST_QUEUED, replyTo, type ServeOptions } from '../rpc/server.ts';
import { createUartDispatcher, eotAnswer } from '../rpc/uart-dispatcher.ts';

export interface UartPortOptions {
  readonly deviceId: string;
  readonly clock: Clock;
  readonly handle: ServeOptions['handle'];
  /** Something runs that reads the UART. */
  readonly isUp: () => boolean;
}

export interface UartPort {
  readonly ended: Promise<unknown>;
  log(line: string): void;
  /** What was in RAM is gone. With `starts` the chip says so. */
  reset(options: { readonly starts: boolean }): void;
  close(): Promise<void>;
}

/** The software's receive buffer (timing.md#device-limits); more than this is lost while the device is busy. */
const BUFFER_BYTES = 256;
/** With so many bytes waiting the device says XOFF, and XON when they are read (uart.md#flow-control, fc_type 2). */
const NEARLY_FULL_BYTES = 224;

/** Takes the streams of the link, which belongs to the port from now on. */
export function openUartPort(link: Link, options: UartPortOptions): UartPort {
  const reader = link.readable.getReader();
  const writer = link.writable.getWriter();
  writer.closed.catch(() => undefined); // the link's own end tells it
  const write = (bytes: Uint8Array): Promise<void> => writer.write(bytes).catch(() => undefined);
  const createSender = (): UartTransmitter => new UartTransmitter(options.clock, write);
  let sender = createSender();
  let life = {};
  let dispatcher = createUartDispatcher();
  let waiting: Uint8Array = new Uint8Array();
  let isBusy = false;
  let isHolding = false;

  const answer = async (frame: RpcFrame, mine: object): Promise<void> => {
    const isOurs = frame.dst === null || frame.dst === options.deviceId;
    if (frame.kind === 'response' || !isOurs) return;
    await replyTo(frame, options, (response) => {
      if (mine === life) sender.frame(dispatcher.encode(response), { goes: !isBusy });
    });
  };
  const work = async (): Promise<void> => {
    const mine = life;
    isBusy = true;
    while (waiting.length > 0) {
      const batch = waiting.subarray(0, BUFFER_BYTES);
      waiting = waiting.subarray(batch.length);
      for (const item of dispatcher.take(batch)) {
        if (item.kind === 'blank') sender.blank();
        else if (item.kind === 'eot') sender.answerEot();
        else if (item.kind === 'frame') await answer(item.frame, mine);
        if (mine !== life) return;
      }
      sender.go();
    }
    isBusy = false;
    if (isHolding) sender.raw(Uint8Array.of(XON));
    isHolding = false;
  };
  const receive = (chunk: Uint8Array): void => {
    sender.see(chunk);
    if (!options.isUp()) return;
    const room = isBusy ? Math.max(0, BUFFER_BYTES - waiting.length) : chunk.length;
    waiting = concatBytes(waiting, chunk.subarray(0, room));
    if (!isBusy) {
      void work();
      return;
    }
    if (waiting.length < NEARLY_FULL_BYTES || isHolding) return;
    isHolding = true;
    sender.raw(Uint8Array.of(XOFF));
  };
  const listen = async (): Promise<void> => {
    for (let step = await reader.read(); !step.done; step = await reader.read())
      receive(step.value);
  };
  return {
    ended: listen().catch(() => undefined), // the wire is gone: nobody is left to tell
    log: (line) => sender.log(`${line}\r\n`),
    reset({ starts }) {
      life = {};
      dispatcher = createUartDispatcher();
      waiting = new Uint8Array();
      isBusy = false;
      isHolding = false;
      sender.end();
      sender = createSender();
      if (starts) sender.raw(startNoise());
    },
    close: () => link.close(),
  };
}

/**
 * What a line at the firmware's speed shows of a boot ROM that talks at its own, and then the boot loader:
 * the bytes above 0x7f are what a client knows a restart by (uart.md#losses-and-restarts). The text is an esp32's.
 */
function startNoise(): Uint8Array {
  return concatBytes(MISREAD, encodeUtf8(`\r\n${TEXT.join('\r\n')}\r\n`));
}

/** `ets Jan` of an ESP8266 at 74,880 baud, read at 115,200, as its users know it. */
const MISREAD = Uint8Array.of(
  0x00,
  0x72,
  0x6c,
  0x9c,
  0x9c,
  0xee,
  0x7c,
  0x8e,
  0x0c,
  0x8c,
  0xec,
  0x6c,
  0x9c,
  0x8c,
  0xe3,
  0xff,
);

const TEXT: readonly string[] = [
  'rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)',
  'configsip: 0, SPIWP:0xee',
  'mode:DIO, clock div:2',
  'load:0x3fff0018,len:4',
  'entry 0x400806a8',
];

/**
 * What leaves a device's UART, in the order a stock device has it (uart.md#receiving, #handshake,
 * #flow-control): one frame at a time, replies queue behind it, the console waits, XOFF holds it all for at most 2 s.
 */

/** TX buffer of 256 bytes (uart.md#flow-control): what is in it leaves also after an XOFF. */
const PIECE_BYTES = 256;
const LINE_FEED = Uint8Array.of(0x0a);

/** One run of the transmitter between two resets: what waits is gone with it. */
class UartTransmitter {
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

  /** A reply. Behind what is being sent it waits. `goes`: it came later, and nothing else lets it leave. */
  frame(bytes: Uint8Array, { goes } = { goes: false }): void {
    if (this.#sending === null) {
      this.#buffer.push(bytes);
      this.#sending = 'frame';
    } else {
      this.#queue.push(bytes);
      if (this.#queue.length > MOST_QUEUED) this.#queue.shift();
    }
    if (goes) this.go();
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
