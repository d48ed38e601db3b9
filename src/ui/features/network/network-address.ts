import type { BrokerFault } from '../../state/broker-address.ts';
import { isAtBroker, NETWORK_SCHEMES, PLAIN_SCHEMES } from '../../../contracts/transport.ts';

/** Why a text is no address; its sentence is in messages/network-words.ts. */
export type AddressFault = BrokerFault | 'not-an-address';

export type TypedAddress =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'wrong'; readonly fault: AddressFault };

/** Where stock devices take RPC (channels.md#websocket). */
const RPC_PATH = '/rpc';
const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
/** How the address of a device's page begins, as people copy it: without a path the connection beside it is meant. */
const OF_PAGES: Readonly<Record<string, string>> = { 'http:': 'ws:', 'https:': 'wss:' };

const wrong = (fault: AddressFault): TypedAddress => ({ kind: 'wrong', fault });
const isOurs = (scheme: string): boolean => NETWORK_SCHEMES.some((one) => one === scheme);

/** What a person typed, as the address of a device: an IP address or a name of a host is enough. */
export function readAddress(typed: string): TypedAddress {
  const text = typed.trim();
  if (text === '') return wrong('empty');
  const found = SCHEME.exec(text);
  const scheme = found?.[1] === undefined ? 'ws:' : `${found[1].toLowerCase()}:`;
  if (!isOurs(scheme)) return wrong('other-scheme');
  const rest = bracketed(text.slice(found?.[0].length ?? 0));
  const named = parsed(`${scheme}//${rest}`);
  const beside = named?.pathname === '/' ? OF_PAGES[scheme] : undefined;
  const url = beside === undefined ? named : parsed(`${beside}//${rest}`);
  if (url === null || !isMeant(rest, url)) return wrong('not-an-address');
  if (url.username !== '' || url.password !== '') return wrong('password');
  // At a broker the path ends with the device.
  if (isAtBroker(scheme) && /^$|\/$/.test(url.pathname)) return wrong('not-an-address');
  if (!isAtBroker(scheme) && url.pathname === '/') url.pathname = RPC_PATH;
  url.hash = '';
  return { kind: 'address', address: url.href };
}

/** What was typed has no device at its end. */
export const isOfBroker = (typed: string): boolean =>
  /^mqtt\+wss?:\/\/([^/]*|.*\/)$/i.test(typed.trim());

/** Of an address that was read. */
export const isBrokerPlace = (address: string): boolean =>
  isAtBroker(address) && address.endsWith('/');

/** An IPv6 address as devices print it has no brackets. */
const bracketed = (rest: string): string =>
  /^[0-9a-f]*:[0-9a-f:]*:[0-9a-f:.]*$/i.test(rest) ? `[${rest}]` : rest;

function parsed(text: string): URL | null {
  if (/\s/.test(text)) return null;
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** A URL reads `192.168.1` and `7` as addresses that nobody meant. */
function isMeant(rest: string, { hostname }: URL): boolean {
  if (hostname === '') return false;
  const host = rest.replace(/^[^/?#]*@/, '').replace(/[:/?#].*$/, '');
  return !/^[\d.]+$/.test(host) || host === hostname;
}

/** Not encrypted: a page that came over https may not open it, but for places of its own computer. */
export const isPlain = (address: string): boolean =>
  PLAIN_SCHEMES.some((scheme) => address.startsWith(`${scheme}//`));

/** Asked by requests; any other address of the network is that of a WebSocket. */
export const isOfHttp = (address: string): boolean => /^https?:/.test(address);

/** A place of the local network by its address alone: RFC 1918, link-local, RFC 4193, mDNS. */
export const isOfLocalNetwork = (hostname: string): boolean =>
  /^10\./.test(hostname) ||
  /^192\.168\./.test(hostname) ||
  /^172\.(1[6-9]|2\d|3[01])\./.test(hostname) ||
  /^169\.254\./.test(hostname) ||
  /^\[(f[cd]|fe[89ab])/.test(hostname) ||
  hostname.endsWith('.local');

/** `place`: without a path and a query, which may hold a secret. */
export function partsOf(address: string): { readonly host: string; readonly place: string } {
  const { protocol, host } = new URL(address);
  return { host, place: `${protocol}//${host}` };
}

/** A query may be one: a token is often put there. */
export const hasSecret = (address: string): boolean => new URL(address).search !== '';

/** As short as it may be typed. */
export function shortAddress(address: string): string {
  const short = address.replace(/^ws:\/\//, '').replace(/\/rpc$/, '');
  const read = readAddress(short);
  return read.kind === 'address' && read.address === address ? short : address;
}
