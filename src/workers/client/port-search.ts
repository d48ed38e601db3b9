/**
 * Which port to open for the chosen device. Its own port while that is plugged in. After it went away, the
 * ports that were plugged in since, in turn; a port that was there all along has its own device and is tried
 * once, and only after the own port had its time. Identity is for the other end of the link to tell: whoever
 * reads the MAC reports it here.
 */
import { haveSameIds } from '../../transports/webserial/serial-ports.ts';
import type {
  SerialPortLike,
  SerialPorts,
  SerialPortIds,
} from '../../transports/webserial/serial-ports.ts';

export interface PortTry {
  readonly port: SerialPortLike;
  /** Not the device's own port: DTR and RTS stay as they are, the board at its other end may be another. */
  readonly isForeign: boolean;
  /** There are other ports to try: one without an answer is let go soon. */
  readonly isOneOfMany: boolean;
}

/** How long a first start may take (ota-service.md#restart: 10-60 s): so long a device is expected on its own port. */
export const OWN_PORT_MS = 60_000;

export class PortSearch {
  readonly #ports: SerialPorts;
  readonly #isFree: (port: SerialPortLike) => boolean;
  #own: SerialPortLike;
  /** When the device was last known to be there, in the order of pluggings. */
  #since: number;
  #missingSince: number | null = null;
  #turn = 0;
  /** Somebody else answered there. */
  readonly #others = new WeakSet<SerialPortLike>();
  /** Of the ports that were there all along. */
  readonly #tried = new WeakSet<SerialPortLike>();

  /** `own`: chosen by a person. `isFree`: no other part of this page has the port. */
  constructor(ports: SerialPorts, own: SerialPortLike, isFree: (port: SerialPortLike) => boolean) {
    this.#ports = ports;
    this.#own = own;
    this.#since = ports.moment;
    this.#isFree = isFree;
  }

  get own(): SerialPortLike {
    return this.#own;
  }

  /** Its device answered on this port, or may not be asked for it any more. */
  answered(port: SerialPortLike, who: 'the-device' | 'another'): void {
    if (who === 'another') {
      this.#others.add(port);
      return;
    }
    this.#own = port;
    this.#since = this.#ports.moment;
    this.#missingSince = null;
    this.#others.delete(port);
  }

  /** The own port is there, or one that came since. */
  get hasSome(): boolean {
    return this.#ports.isThere(this.#own) || this.#came().length > 0;
  }

  /** The port for the next try; null = there is none now. `now`: milliseconds. */
  async next(now: number): Promise<PortTry | null> {
    const own = this.#own;
    const isThere = this.#ports.isThere(own);
    if (isThere && !this.#others.has(own)) {
      this.#missingSince = null;
      return { port: own, isForeign: false, isOneOfMany: false };
    }
    this.#missingSince ??= now;
    const came = this.#came();
    // Another device on the own port: it may have been swapped, and may be put back.
    const turns = isThere ? [...came, own] : came;
    const port = turns[this.#turn % Math.max(1, turns.length)];
    this.#turn += 1;
    if (port !== undefined) {
      const isSole = turns.length === 1;
      const isForeign = !isSole || port === own || !haveSameIds(port, own);
      return { port, isForeign, isOneOfMany: !isSole };
    }
    return now - this.#missingSince < OWN_PORT_MS ? null : this.#thereAllAlong();
  }

  #came(): readonly SerialPortLike[] {
    return this.#ports
      .cameFor(this.#own, this.#since)
      .filter((port) => this.#isFree(port) && !this.#others.has(port));
  }

  async #thereAllAlong(): Promise<PortTry | null> {
    const known = await this.#ports.known();
    const port = known.find(
      (one) =>
        haveSameIds(one, this.#own) &&
        this.#isFree(one) &&
        !this.#others.has(one) &&
        !this.#tried.has(one),
    );
    if (port === undefined) return null;
    this.#tried.add(port);
    return { port, isForeign: true, isOneOfMany: true };
  }
}

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

/** Makers of serial adapters and of chips with a port of their own, by USB vendor id; names as in the browser's list. */
const MAKERS: Readonly<Record<number, string>> = {
  0x0403: 'FT232',
  0x0483: 'STM32',
  0x10c4: 'CP210x',
  0x1a86: 'CH340',
  0x067b: 'PL2303',
  0x303a: 'Espressif',
};

const hex = (id: number): string => id.toString(16).padStart(4, '0');

/** What a page can know of an adapter: its ids. */
export function adapterName({ usbVendorId, usbProductId }: SerialPortIds): string {
  if (usbVendorId === undefined) return 'Serial port';
  const ids = `${hex(usbVendorId)}:${hex(usbProductId ?? 0)}`;
  const maker = MAKERS[usbVendorId];
  return maker === undefined ? `USB ${ids}` : `${maker} (${ids})`;
}
