import type { SerialPortIds } from '../../transports/webserial/serial-port.ts';

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
