/** A serial port with the browser's manners (locks, one stream after another, its error names) on a wire in memory. */
import type {
  SerialLike,
  SerialOpenOptions,
  SerialPortIds,
  SerialPortLike,
  SerialSignals,
} from '../../../../src/transports/webserial/serial-ports.ts';
import { createPipe } from '../../../../src/transports/loopback/link-pair.ts';
import type { Pipe } from '../../../../src/transports/loopback/link-pair.ts';
import { serialLossOf } from '../../../../src/transports/webserial/serial-ports.ts';

/** As a browser names what it throws. */
export function browserError(name: string, message = name): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

export interface FarEnd {
  /** To the page. */
  readonly inward: Pipe;
  /** From the page. */
  readonly outward: Pipe;
  /** Settles when the page closed the port. */
  readonly closed: Promise<void>;
}

export class FakePort implements SerialPortLike {
  readonly ids: SerialPortIds;
  connected = true;
  opened: SerialOpenOptions | null = null;
  signals: SerialSignals | null = null;
  opens = 0;
  closes = 0;
  /** What the next `open` throws. */
  refusal: Error | null = null;
  /** What `setSignals` throws. */
  signalsRefusal: Error | null = null;
  /** The device's end while the port is open: what it reads, and what it writes with. */
  device: FarEnd | null = null;
  whenOpen: (device: FarEnd) => void = () => undefined;
  #closed: () => void = () => undefined;
  readonly #listeners = new Set<() => void>();
  #readable: ReadableStream<Uint8Array> | null = null;
  #source: ReadableStreamDefaultController<Uint8Array> | null = null;
  #taking: ReadableStreamDefaultReader<Uint8Array> | null = null;
  #writable: WritableStream<Uint8Array> | null = null;

  constructor(ids: SerialPortIds = { usbVendorId: 0x10c4, usbProductId: 0xea60 }) {
    this.ids = ids;
  }

  get readable(): ReadableStream<Uint8Array> | null {
    if (this.device !== null) this.#readable ??= this.#newReadable();
    return this.#readable;
  }

  get writable(): WritableStream<Uint8Array> | null {
    return this.device === null ? null : this.#writable;
  }

  getInfo(): SerialPortIds {
    return this.ids;
  }

  async open(options: SerialOpenOptions): Promise<void> {
    if (this.refusal !== null) throw this.refusal;
    if (this.device !== null) throw browserError('InvalidStateError', 'The port is already open.');
    this.opens += 1;
    this.opened = options;
    const quiet = { carried: () => undefined, onClose: () => undefined };
    const closed = new Promise<void>((resolve) => (this.#closed = resolve));
    this.device = { inward: createPipe(quiet), outward: createPipe(quiet), closed };
    this.#taking = this.device.inward.readable.getReader();
    this.#writable = transmitterOf(this.device.outward);
    this.whenOpen(this.device);
  }

  async close(): Promise<void> {
    if (this.device === null) throw browserError('InvalidStateError', 'The port is closed.');
    if (this.#readable?.locked === true || this.#writable?.locked === true)
      throw new TypeError('Cannot cancel a locked stream');
    this.closes += 1;
    for (const pipe of [this.device.inward, this.device.outward])
      pipe.finish(serialLossOf('closed'));
    this.device = null;
    this.#readable = null;
    this.#closed();
  }

  async setSignals(signals: SerialSignals): Promise<void> {
    if (this.signalsRefusal !== null) throw this.signalsRefusal;
    this.signals = signals;
  }

  addEventListener(_type: 'disconnect', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'disconnect', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** One of the errors a line can have: this stream is over, the port gives another one. */
  lineError(name: string): void {
    const source = this.#source;
    this.#readable = null;
    source?.error(browserError(name));
  }

  /** The adapter is out. As on a pty, a read that waits hears nothing; the event does. */
  unplug(): void {
    this.connected = false;
    for (const listener of [...this.#listeners]) listener();
  }

  #newReadable(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#source = controller),
        pull: async (controller) => {
          const next = await this.#taking?.read();
          try {
            if (next?.value === undefined) controller.close();
            else controller.enqueue(next.value);
          } catch {
            // this stream ended by a line error: the byte is lost, as on a line
          }
        },
      },
      { highWaterMark: 0 },
    );
  }
}

/** What a page writes to: closing it sends all that was written, aborting it drops what has not left. */
function transmitterOf(outward: Pipe): WritableStream<Uint8Array> {
  const wire = outward.writable.getWriter();
  wire.closed.catch(() => undefined); // the end of the line; each write tells its own caller
  return new WritableStream<Uint8Array>({
    start(controller) {
      // Not in the types of Node; told at once, also while a write waits.
      const signal = 'signal' in controller ? controller.signal : null;
      if (signal instanceof AbortSignal)
        signal.addEventListener('abort', () => outward.fail(serialLossOf('aborted')), {
          once: true,
        });
    },
    write: (chunk) => wire.write(chunk),
  });
}

type PlugListener = (event: { readonly target: unknown }) => void;

/** `navigator.serial` with ports that can be plugged and unplugged. */
export class FakeSerial implements SerialLike {
  readonly ports: FakePort[] = [];
  /** What the list of the browser gives: a port, or what it throws. */
  choice: FakePort | Error = browserError('NotFoundError', 'No port selected by the user.');
  asked: unknown = null;
  readonly #listeners = { connect: [] as PlugListener[], disconnect: [] as PlugListener[] };

  async requestPort(options?: unknown): Promise<SerialPortLike> {
    this.asked = options;
    if (this.choice instanceof Error) throw this.choice;
    return this.choice;
  }

  async getPorts(): Promise<SerialPortLike[]> {
    return [...this.ports];
  }

  addEventListener(type: 'connect' | 'disconnect', listener: PlugListener): void {
    this.#listeners[type].push(listener);
  }

  plug(port: FakePort): void {
    port.connected = true;
    this.ports.push(port);
    for (const listener of this.#listeners.connect) listener({ target: port });
  }

  unplug(port: FakePort): void {
    this.ports.splice(this.ports.indexOf(port), 1);
    port.unplug();
    for (const listener of this.#listeners.disconnect) listener({ target: port });
  }
}
