import type { SerialPortLike } from '../../transports/webserial/serial-port.ts';

/** What this page knows of its serial ports, whichever part of it uses them. */
export class PortRegistry {
  readonly #holders = new WeakMap<SerialPortLike, object>();
  readonly #names = new WeakMap<SerialPortLike, string>();

  /** From now on the port belongs to `holder`; the one before has it no longer. */
  assign(port: SerialPortLike, holder: object): void {
    this.#holders.set(port, holder);
  }

  /** No other part of the page has it. */
  isFreeFor(port: SerialPortLike, holder: object): boolean {
    const present = this.#holders.get(port);
    return present === undefined || present === holder;
  }

  /** The device that answered on it. */
  noteDevice(port: SerialPortLike, name: string): void {
    this.#names.set(port, name);
  }

  /** The device that answered on it last; null = none has, since it was plugged in. */
  deviceOn(port: SerialPortLike): string | null {
    return this.#names.get(port) ?? null;
  }
}
