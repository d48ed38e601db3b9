import type { SerialPortLike, SerialPortIds } from '../../transports/webserial/serial-ports.ts';

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
