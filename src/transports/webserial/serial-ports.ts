/**
 * The ports this page may use. A port that went away with its adapter comes back as another object, and
 * equal adapters cannot be told apart: those plugged in since are candidates, who answers there decides.
 */
import { OtaError, errorName, wordsOf } from '../../contracts/failure.ts';

/** What is used of Web Serial; the browser's own objects fit, and so do those of a test. */

/** USB ids, where the port is a USB adapter. */
export interface SerialPortIds {
  readonly usbVendorId?: number;
  readonly usbProductId?: number;
}

/** 8 data bits, no parity, 1 stop bit and no flow control are the defaults of the browser and of the device. */
export interface SerialOpenOptions {
  readonly baudRate: number;
  readonly bufferSize: number;
  readonly dataBits: 8;
  readonly stopBits: 1;
  readonly parity: 'none';
  readonly flowControl: 'none';
}

export interface SerialSignals {
  readonly dataTerminalReady: boolean;
  readonly requestToSend: boolean;
}

export interface SerialPortLike {
  /** Null while the port is closed; another stream after each error that can be recovered from. */
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  /** False while the adapter is unplugged; undefined in browsers that do not tell. */
  readonly connected?: boolean;
  getInfo(): SerialPortIds;
  open(options: SerialOpenOptions): Promise<void>;
  close(): Promise<void>;
  setSignals(signals: SerialSignals): Promise<void>;
  forget?(): Promise<void>;
  addEventListener(type: 'disconnect', listener: () => void): void;
  removeEventListener(type: 'disconnect', listener: () => void): void;
}

interface SerialFilter {
  readonly usbVendorId: number;
  readonly usbProductId?: number;
}

/** `navigator.serial`, of pages. */
export interface SerialLike {
  requestPort(options?: { readonly filters: SerialFilter[] }): Promise<SerialPortLike>;
  getPorts(): Promise<SerialPortLike[]>;
  addEventListener(
    type: 'connect' | 'disconnect',
    listener: (event: { readonly target: unknown }) => void,
  ): void;
}

export class SerialPorts {
  readonly #serial: SerialLike;
  /** Ports in the order in which they were plugged in while this page looked. */
  readonly #arrived: SerialPortLike[] = [];
  readonly #arrivedAt = new WeakMap<SerialPortLike, number>();
  readonly #leftAt = new WeakMap<SerialPortLike, number>();
  /** Counts pluggings and unpluggings: their order, not their time. */
  #events = 0;
  readonly #listeners = new Set<() => void>();

  /** `serial` null: this browser has no Web Serial. Throws link/no-feature. */
  constructor(serial: SerialLike | null) {
    if (serial === null) throw new OtaError('link/no-feature', { kind: 'serial' });
    this.#serial = serial;
    serial.addEventListener('connect', ({ target }) => {
      const port = target as SerialPortLike; // the event's target is the port
      this.#events += 1;
      this.#leftAt.delete(port);
      this.#arrivedAt.set(port, this.#events);
      this.#arrived.push(port);
      this.#tell();
    });
    serial.addEventListener('disconnect', ({ target }) => {
      const port = target as SerialPortLike; // the same
      this.#events += 1;
      this.#leftAt.set(port, this.#events);
      const at = this.#arrived.indexOf(port);
      if (at >= 0) this.#arrived.splice(at, 1);
      this.#tell();
    });
  }

  /** The browser's list; needs a press of the person. Throws link/not-chosen or link/not-allowed. */
  async choose(filters: readonly SerialFilter[] = []): Promise<SerialPortLike> {
    try {
      return await (filters.length === 0
        ? this.#serial.requestPort()
        : this.#serial.requestPort({ filters: [...filters] }));
    } catch (reason) {
      throw serialChoosingFailure(reason);
    }
  }

  /** Plugged in now and allowed before: no list, no press. */
  async known(): Promise<readonly SerialPortLike[]> {
    const ports = await this.#serial.getPorts();
    return ports.filter((port) => this.isThere(port));
  }

  isThere(port: SerialPortLike): boolean {
    return !this.#leftAt.has(port) && port.connected !== false;
  }

  /** A moment in the order of pluggings, for `cameFor`. */
  get moment(): number {
    return this.#events;
  }

  /**
   * Ports that were plugged in after `port` went away, or after `since` where it did not: one of them may
   * be its device again. Those with its USB ids first, then any other, in the order of their arrival: a new
   * firmware may bring a USB port of its own. A port that was there all along is none of them.
   */
  cameFor(port: SerialPortLike, since: number): readonly SerialPortLike[] {
    const after = this.#leftAt.get(port) ?? since;
    const came = this.#arrived.filter(
      (other) => other !== port && this.isThere(other) && (this.#arrivedAt.get(other) ?? 0) > after,
    );
    const [alike, others] = [true, false].map((same) =>
      came.filter((other) => haveSameIds(other, port) === same),
    );
    return [...(alike ?? []), ...(others ?? [])];
  }

  /** Called at every plugging and unplugging. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

export function haveSameIds(port: SerialPortLike, other: SerialPortLike): boolean {
  const [a, b] = [port.getInfo(), other.getInfo()];
  return a.usbVendorId === b.usbVendorId && a.usbProductId === b.usbProductId;
}

/** What the browser throws, as our failures. By the error's name: messages differ between browsers and releases. */
const KIND = 'serial';

/** Of `requestPort`. An empty list cannot be told from one that was closed. */
function serialChoosingFailure(reason: unknown): OtaError {
  switch (errorName(reason)) {
    case 'NotFoundError':
      return new OtaError('link/not-chosen', { kind: KIND }, { cause: reason });
    case 'SecurityError':
      return notAllowed(reason);
    default:
      return OtaError.from(reason);
  }
}

/** Of `open`. A port that somebody else holds and one without rights look the same to a page. */
export function serialOpeningFailure(reason: unknown, address: string): OtaError {
  const detail = wordsOf(reason);
  const held = (by: 'this-page' | 'unknown'): OtaError =>
    new OtaError('link/held', { kind: KIND, address, by, detail }, { cause: reason });
  switch (errorName(reason)) {
    case 'InvalidStateError':
      return held('this-page');
    case 'NetworkError':
      return held('unknown');
    case 'SecurityError':
      return notAllowed(reason);
    default:
      return new OtaError('link/refused', { address, detail }, { cause: reason });
  }
}

/** Of a read: after these the port gives another stream, and only bytes are missing. */
export function isRecoverable(reason: unknown): boolean {
  return RECOVERABLE.includes(errorName(reason));
}

const RECOVERABLE = ['BufferOverrunError', 'BreakError', 'FramingError', 'ParityError'];

export function serialLossOf(detail: string, cause?: unknown): OtaError {
  return new OtaError('link/lost', { kind: KIND, detail }, { cause });
}

const notAllowed = (cause: unknown): OtaError =>
  new OtaError('link/not-allowed', { kind: KIND, detail: wordsOf(cause) }, { cause });
