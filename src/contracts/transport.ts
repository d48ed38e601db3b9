/** How links are opened. Each host has one table, from the scheme of an address to what opens it: transports/browser.ts, transports/node.ts. */
import type { Clock } from './clock.ts';
import type { Link } from './link.ts';

export interface OpenOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A server that asks for a password before it answers counts as refused; links that ask nothing at their opening pass over this. */
  readonly refusesDenied?: boolean;
}

/** Opens a link to one place. Throws link/refused, what else the transport names, or what the signal says. */
export type LinkOpener<Place, Opened extends Link = Link> = (
  place: Place,
  options: OpenOptions,
) => Promise<Opened>;

/** A place as people write it. */
export interface AddressedPlace {
  readonly address: string;
}

/** An address that was read, and nothing opened yet. */
export interface LinkAddress {
  readonly place: AddressedPlace;
  open(options: OpenOptions): Promise<Link>;
}

/** null: the scheme is right, and the rest of the address is not. */
export type ReadAddress = (url: URL) => LinkAddress | null;

/** By the scheme of an address, colon included. */
export type Transports = Readonly<Record<string, ReadAddress>>;

/** A transport whose places have addresses. What it needs is loaded when its first link is opened. */
export function byAddress<Place extends AddressedPlace>(
  read: (url: URL) => Place | null,
  load: () => Promise<LinkOpener<Place>>,
): ReadAddress {
  return (url) => {
    const place = read(url);
    if (place === null) return null;
    return { place, open: async (options) => (await load())(place, options) };
  };
}

/** One whose places have none: a person chose them in the browser's list. */
export function byChoice<Place, Opened extends Link>(
  load: () => Promise<LinkOpener<Place, Opened>>,
): LinkOpener<Place, Opened> {
  return async (place, options) => (await load())(place, options);
}

/** Schemes of addresses that a browser opens links to by itself; transports/browser.ts opens each of them, and no other. */
export const NETWORK_SCHEMES = ['ws:', 'wss:', 'http:', 'https:', 'mqtt+ws:', 'mqtt+wss:'] as const;

export type NetworkScheme = (typeof NETWORK_SCHEMES)[number];

/** Unencrypted: closed to pages that came over https. */
export const PLAIN_SCHEMES: readonly NetworkScheme[] = ['ws:', 'http:', 'mqtt+ws:'];

/** Of a device at a broker: who answers at the host is the broker. */
export const isAtBroker = (address: string): boolean => address.startsWith('mqtt');

/** This computer, as a URL or an option has it. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    /^127\.\d+\.\d+\.\d+$/.test(name)
  );
}

/** Where the server of a WebSocket takes POST, encrypted or not as before. An address of HTTP stays what it is. */
export const httpAddressOf = (address: string): string => address.replace(/^ws/, 'http');

/**
 * `http://host/rpc`, `https://host/rpc`. Query and fragment are left out, as the official client does (mos-command.md#ports).
 * null: with a user in it, as no request is made with one.
 */
export function readHttpAddress({
  origin,
  pathname,
  username,
  password,
}: URL): AddressedPlace | null {
  return username === '' && password === '' ? { address: `${origin}${pathname}` } : null;
}

/** `ws://host/rpc`, `wss://host/rpc`. */
export const readWebSocketAddress = ({ href }: URL): AddressedPlace => ({ address: href });
