/** Addresses of devices at a broker, read without loading what opens them. */
import { isDeviceId } from '../../contracts/broker-devices.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { Credentials } from '../../contracts/sign-in.ts';
import type { AddressedPlace } from '../../contracts/transport.ts';

/** A device at a broker. `address` is without user and password: it may be shown and recorded. */
export interface MqttPlace extends AddressedPlace {
  /** Where the broker is, as its client library takes it: `mqtt://host:1883`, `wss://host/mqtt`. */
  readonly broker: string;
  readonly device: string;
  readonly user: string | null;
  readonly password: string | null;
}

/** By the scheme of the address: that of the connection to the broker, and its usual port. Over WebSocket a URL knows it. */
const CARRIERS: Readonly<Record<string, { readonly scheme: string; readonly port: string }>> = {
  'mqtt:': { scheme: 'mqtt:', port: '1883' },
  'mqtts:': { scheme: 'mqtts:', port: '8883' },
  'mqtt+ws:': { scheme: 'ws:', port: '' },
  'mqtt+wss:': { scheme: 'wss:', port: '' },
};

/**
 * `mqtt://[user:password@]broker[:1883]/DEVICE_ID` as the official client takes it (mos-command.md#ports), and the same over WebSocket:
 * `mqtt+wss://broker/path/DEVICE_ID`. null: there is no device in it, or none that a topic can name.
 */
export function readMqttAddress(url: URL): MqttPlace | null {
  const carrier = CARRIERS[url.protocol];
  const at = url.pathname.lastIndexOf('/');
  const device = decoded(url.pathname.slice(at + 1));
  if (carrier === undefined || url.hostname === '' || device === null) return null;
  if (!isDeviceId(device)) return null;
  const path = url.pathname.slice(0, Math.max(at, 0));
  const isPlain = carrier.port !== '';
  if (url.search !== '' || url.hash !== '' || (isPlain && path !== '')) return null;
  const port = url.port === '' ? carrier.port : url.port;
  const host = port === '' ? url.hostname : `${url.hostname}:${port}`;
  return {
    address: `${url.protocol}//${url.host}${url.pathname}`,
    broker: `${carrier.scheme}//${host}${path}`,
    device,
    user: decoded(url.username) || null,
    password: decoded(url.password) || null,
  };
}

/** Of a broker alone, `/` at the end of its address, and who connects to it; null: nobody says so. Throws link/refused. */
export function brokerPlaceAt(address: string, who: Credentials | null): Omit<MqttPlace, 'device'> {
  const place = readMqttAddress(new URL(`${address}any`));
  if (place === null)
    throw new OtaError('link/refused', { address, detail: 'no address of a broker' });
  const { user = null, password = null } = who ?? {};
  return { address, broker: place.broker, user, password };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a lone per cent sign
  }
}
