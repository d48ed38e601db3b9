import type { AddressedPlace } from '../../contracts/transport.ts';

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
