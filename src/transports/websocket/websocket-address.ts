import type { AddressedPlace } from '../../contracts/transport.ts';

/** `ws://host/rpc`, `wss://host/rpc`. */
export const readWebSocketAddress = ({ href }: URL): AddressedPlace => ({ address: href });
