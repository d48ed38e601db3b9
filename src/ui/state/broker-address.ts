/** The address of a broker as people type it. */
import { isAtBroker, NETWORK_SCHEMES } from '../../contracts/transport.ts';

export type BrokerFault = 'empty' | 'other-scheme' | 'password' | 'no-broker';

export type TypedBroker =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'wrong'; readonly fault: BrokerFault };

const wrong = (fault: BrokerFault): TypedBroker => ({ kind: 'wrong', fault });

/** A broker that a browser reaches, `/` at the end of its address; `ws` and `wss` are meant as of one. */
export function readBroker(typed: string): TypedBroker {
  const text = typed.trim().replace(/^wss?:\/\//i, 'mqtt+$&');
  if (text === '') return wrong('empty');
  if (/\s/.test(text) || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !URL.canParse(text))
    return wrong('no-broker');
  const { protocol, hostname, username, password, search, hash, href } = new URL(text);
  if (hostname === '') return wrong('no-broker');
  if (!isAtBroker(protocol) || !NETWORK_SCHEMES.some((one) => one === protocol))
    return wrong('other-scheme');
  if (username !== '' || password !== '') return wrong('password');
  if (search !== '' || hash !== '') return wrong('no-broker');
  return { kind: 'address', address: href.replace(/\/*$/, '/') };
}
