/**
 * Some browsers open no WebSocket to a device that answers POST (Safari 26, to servers of this family), and a device may have
 * its WebSocket switched off. HTTP then takes over for as long as the place is chosen:
 *
 * 1. The WebSocket is tried first, at every place that is chosen anew.
 * 2. HTTP is tried once after each WebSocket that is refused, for a short time.
 * 3. It takes over when it answers and the WebSocket is refused a second time: a device that is just starting may refuse the
 *    first question and take the next.
 * 4. From then on nothing but HTTP is tried.
 */
import { OtaError, hasCode } from '../../contracts/failure.ts';
import type { Link } from '../../contracts/link.ts';
import { httpAddressOf } from '../../contracts/network-schemes.ts';
import { throwIfAborted } from '../../rpc/deadline.ts';

/** A server that is there answers within this. */
export const ANSWERS_WITHIN_MS = 4_000;

/** Made when a person chooses it. */
export interface NetworkPlace {
  /** Where the next link is opened; HTTP that takes over puts its own address here. */
  address: string;
}

export interface TryOptions {
  readonly signal: AbortSignal;
  /** Left out: as long as a person may need to allow it. */
  readonly ms?: number;
  readonly refusesDenied?: boolean;
}

/** Opens a link at one address. Throws link/refused, or what the signal says. */
export type TryAddress = (address: string, options: TryOptions) => Promise<Link>;

interface Tries {
  readonly signal: AbortSignal;
  readonly tryAddress: TryAddress;
}

/** Throws what the first try at the place throws, or what the signal says. */
export async function openOverEither(place: NetworkPlace, tries: Tries): Promise<Link> {
  const { address } = place;
  const { signal, tryAddress } = tries;
  try {
    return await tryAddress(address, { signal });
  } catch (reason) {
    const error = OtaError.from(reason);
    const isHttp = httpAddressOf(address) === address;
    if (isHttp || signal.aborted || !hasCode(error, 'link/refused')) throw error;
    const link = await openInstead(place, tries);
    if (link !== null) return link;
    throwIfAborted(signal);
    throw error;
  }
}

/** null: HTTP does not answer either, or nobody waits any more. */
async function openInstead(
  place: NetworkPlace,
  { signal, tryAddress }: Tries,
): Promise<Link | null> {
  const { address } = place;
  const http = httpAddressOf(address);
  const short = { signal, ms: ANSWERS_WITHIN_MS };
  // A password is told by whoever looks why the WebSocket was refused.
  const posted = await tryAddress(http, { ...short, refusesDenied: true }).catch(() => null);
  if (posted === null) return null;
  const again = await tryAddress(address, short).catch(() => null);
  if (again === null && !signal.aborted) {
    place.address = http;
    return posted;
  }
  await posted.close();
  return again;
}
