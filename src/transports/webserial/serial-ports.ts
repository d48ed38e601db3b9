/**
 * The ports this page may use. A port that went away with its adapter comes back as another object: it
 * is known by its USB ids and by having been plugged in since; who answers there is for a handshake to say.
 */
import { OtaError } from '../../contracts/failure.ts';
import { choosingFailure } from './serial-failures.ts';
import type { SerialFilter, SerialLike, SerialPortIds, SerialPortLike } from './serial-port.ts';

export class SerialPorts {
  readonly #serial: SerialLike;
  /** Ports in the order in which they were plugged in while this page looked. */
  readonly #arrived: SerialPortLike[] = [];
  readonly #gone = new WeakSet<SerialPortLike>();
  readonly #listeners = new Set<() => void>();

  /** `serial` null: this browser has no Web Serial. Throws link/no-feature. */
  constructor(serial: SerialLike | null) {
    if (serial === null) throw new OtaError('link/no-feature', { kind: 'serial' });
    this.#serial = serial;
    serial.addEventListener('connect', ({ target }) => {
      const port = target as SerialPortLike; // the event's target is the port
      this.#gone.delete(port);
      this.#arrived.push(port);
      this.#tell();
    });
    serial.addEventListener('disconnect', ({ target }) => {
      const port = target as SerialPortLike; // the same
      this.#gone.add(port);
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
      throw choosingFailure(reason);
    }
  }

  /** Plugged in now and allowed before: no list, no press. */
  async known(): Promise<readonly SerialPortLike[]> {
    const ports = await this.#serial.getPorts();
    return ports.filter((port) => this.isThere(port));
  }

  isThere(port: SerialPortLike): boolean {
    return !this.#gone.has(port) && port.connected !== false;
  }

  /** The same port, or after a replug the one that came for it; null while there is none. */
  present(port: SerialPortLike): SerialPortLike | null {
    if (this.isThere(port)) return port;
    const alike = this.#arrived.filter((other) => haveSameIds(other.getInfo(), port.getInfo()));
    return alike.at(-1) ?? null;
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

const haveSameIds = (one: SerialPortIds, other: SerialPortIds): boolean =>
  one.usbVendorId === other.usbVendorId && one.usbProductId === other.usbProductId;
