import type { AddressedPlace } from '../../contracts/transport.ts';

export interface TcpPlace extends AddressedPlace {
  readonly host: string;
  readonly port: number;
}

/** `tcp://192.168.1.7:8080`, `tcp://[::1]:33`: there is no usual port. */
export function readTcpAddress({ hostname, port }: URL): TcpPlace | null {
  if (hostname === '' || !(Number(port) > 0)) return null;
  const host = hostname.replace(/^\[|\]$/g, '');
  return { address: `tcp://${host}:${port}`, host, port: Number(port) };
}
