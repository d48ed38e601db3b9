/** What a person types of a network, as the addresses in it. Pure. */
import { isLoopback } from '../../../contracts/transport.ts';
import type { ScanOrder } from '../../../contracts/network-scan.ts';
import { isOfLocalNetwork } from './network-address.ts';

/** Why a text is no network that may be scanned; its sentence is in messages/discovery-words.ts. */
export type SubnetFault = 'empty' | 'not-a-network' | 'too-large' | 'not-local';

export type TypedSubnet =
  | { readonly kind: 'subnet'; readonly order: ScanOrder }
  | { readonly kind: 'wrong'; readonly fault: SubnetFault };

/** `192.168.1.0/24`, or an address in it; `:8080` behind it where the devices' web server is not at 80. */
const SUBNET = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?(?::(\d{1,5}))?$/;
/** More addresses than 254 are no network of a house, and take minutes. */
const LARGEST = 24;
/** `http.listen_addr` of stock devices (channels.md#websocket). */
const USUAL_PORT = 80;

const wrong = (fault: SubnetFault): TypedSubnet => ({ kind: 'wrong', fault });

export function readSubnet(typed: string): TypedSubnet {
  const text = typed.trim();
  if (text === '') return wrong('empty');
  const found = SUBNET.exec(text);
  if (found === null) return wrong('not-a-network');
  const [, ...groups] = found;
  const octets = groups.slice(0, 4).map(Number);
  const prefix = Number(groups[4] ?? LARGEST);
  const port = Number(groups[5] ?? USUAL_PORT);
  if (octets.some((octet) => octet > 255) || prefix > 32 || port < 1 || port > 65_535)
    return wrong('not-a-network');
  if (prefix < LARGEST) return wrong('too-large');
  const typedHost = octets.join('.');
  if (!isOfLocalNetwork(typedHost) && !isLoopback(typedHost)) return wrong('not-local');
  return { kind: 'subnet', order: { hosts: hostsOf(octets, prefix), port } };
}

/** The one that was typed first, then from the lowest on. Without those of the network itself and of all at once (RFC 919). */
function hostsOf(octets: readonly number[], prefix: number): readonly string[] {
  const start = octets.slice(0, 3).join('.');
  const last = octets[3] ?? 0;
  const size = 2 ** (32 - prefix);
  const first = last - (last % size);
  const edges = size > 2 ? 1 : 0;
  const all = Array.from({ length: size - 2 * edges }, (_, at) => first + edges + at);
  const sorted = all.includes(last) ? [last, ...all.filter((one) => one !== last)] : all;
  return sorted.map((one) => `${start}.${one}`);
}
