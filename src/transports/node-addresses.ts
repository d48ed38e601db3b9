/** What only Node opens, read from its address without loading what opening needs. */
import type { AddressedPlace } from '../contracts/transport.ts';

/** A host and a port, of TCP or UDP. */
export interface HostPlace extends AddressedPlace {
  readonly host: string;
  readonly port: number;
}

export interface SerialPlace extends AddressedPlace {
  /** `/dev/ttyUSB0`, `COM3`. */
  readonly path: string;
  readonly baudRate: number;
}

/** `tcp://192.168.1.7:8080`, `udp://[::1]:1234`: there is no usual port. */
export function readHostAddress({ protocol, hostname, port }: URL): HostPlace | null {
  if (hostname === '' || !(Number(port) > 0)) return null;
  const host = hostname.replace(/^\[|\]$/g, '');
  return { address: `${protocol}//${host}:${port}`, host, port: Number(port) };
}

/** What devices talk at unless they were told otherwise (rpc-methods.md#settings). */
const STOCK_BAUD = 115_200;

/** `serial:///dev/ttyUSB0?baud=460800`, `serial:///COM3`. */
export function readSerialAddress(url: URL): SerialPlace | null {
  const baud = url.searchParams.get('baud') ?? `${STOCK_BAUD}`;
  const place = decodeURIComponent(url.pathname);
  const others = [...url.searchParams.keys()].some((key) => key !== 'baud');
  if (url.hostname !== '' || place.length < 2 || others || !/^[1-9]\d{2,6}$/.test(baud))
    return null;
  const path = /^\/COM\d+$/i.test(place) ? place.slice(1) : place;
  return { address: `serial://${path}`, path, baudRate: Number(baud) };
}
