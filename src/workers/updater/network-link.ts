/** Links to an address of the network, opened in this thread. A chunk of its own: most visits need none. */
import { realClock } from '../../contracts/clock.ts';
import { OtaError, errorName, hasCode } from '../../contracts/failure.ts';
import type { Link } from '../../contracts/link.ts';
import {
  httpAddressOf,
  isAtBroker,
  NETWORK_SCHEMES,
  PLAIN_SCHEMES,
} from '../../contracts/transport.ts';
import type { Credentials } from '../../contracts/sign-in.ts';
import { throwIfAborted, withDeadline } from '../../rpc/deadline.ts';
import { NETWORK_TRANSPORTS } from '../../transports/browser.ts';
import type { SignIns } from './sign-ins.ts';

/** A device of this network answers at once; a person may have to allow it first. */
const OPENS_WITHIN_MS = 20_000;

/** Throws link/refused, or what the signal says. */
export const openNetworkLink = (
  place: NetworkPlace,
  { signal, signIns: { broker, device } }: NetworkOptions,
): Promise<Link> =>
  openOverEither(place, {
    signal,
    isSignedIn: device !== undefined,
    tryAddress: (address, options) => tryAddress(address, { ...options, broker }),
  });

interface NetworkOptions {
  readonly signal: AbortSignal;
  readonly signIns: Pick<SignIns, 'broker' | 'device'>;
}

/** As transports read it: what is shown and recorded of a place is without user and password. */
function signedIn(address: string, broker: Credentials | null): string {
  if (broker === null || !isAtBroker(address)) return address;
  const { user, password } = broker;
  const [scheme = '', rest = ''] = address.split('//', 2);
  return `${scheme}//${encodeURIComponent(user)}:${encodeURIComponent(password)}@${rest}`;
}

function tryAddress(
  address: string,
  {
    signal,
    broker,
    ms = OPENS_WITHIN_MS,
    refusesDenied = false,
  }: TryOptions & { readonly broker: Credentials | null },
): Promise<Link> {
  const refused = (detail: string): OtaError => new OtaError('link/refused', { address, detail });
  const late = (): OtaError => refused(`no answer within ${ms} ms`);
  return withDeadline({ clock: realClock, ms, signal, late }, async (inner) => {
    const url = new URL(signedIn(address, broker));
    const scheme = NETWORK_SCHEMES.find((one) => one === url.protocol);
    const place = scheme === undefined ? null : NETWORK_TRANSPORTS[scheme](url);
    if (place === null) throw refused('no address of a network');
    return place.open({ clock: realClock, signal: inner, refusesDenied });
  });
}

/** As `explainRefusal`, with what this thread has. */
export const explainHere = (error: OtaError, signal: AbortSignal): Promise<OtaError> =>
  explainRefusal(error, {
    fetch: (url, init) => fetch(url, init),
    isSecurePage: location.protocol === 'https:',
    signal,
  });

export interface ProbeDeps {
  readonly fetch: (url: string, init: RequestInit) => Promise<Pick<Response, 'status'>>;
  /** This page came over https: what is not encrypted is closed to it, whoever answers there. */
  readonly isSecurePage: boolean;
  readonly signal: AbortSignal;
}

/**
 * A browser keeps to itself why a link did not open. A plain request to the same server tells: an answer that may not
 * be read means that somebody is there. Where it tells nothing either, the failure stays what it was.
 */
export async function explainRefusal(
  error: OtaError,
  { fetch, isSecurePage, signal }: ProbeDeps,
): Promise<OtaError> {
  if (!hasCode(error, 'link/refused')) return error;
  const { address, detail } = error.facts;
  const isPlain = PLAIN_SCHEMES.some((scheme) => address.startsWith(scheme));
  const url = httpAddressOf(address);
  const ask = (mode: RequestMode): Promise<Pick<Response, 'status'> | null> =>
    withDeadline({ clock: realClock, ms: ANSWERS_WITHIN_MS, signal, late: () => error }, (inner) =>
      fetch(url, { mode, credentials: 'omit', cache: 'no-store', signal: inner }),
    ).catch(() => null); // no answer, or none that this page may read
  if (isPlain && isSecurePage && errorName(error.cause) === 'SecurityError')
    return new OtaError('link/mixed-content', { address }, { cause: error });
  // A broker answers no request; its own link says what is known.
  if (isAtBroker(address)) return error;
  const anyone = await ask('no-cors');
  throwIfAborted(signal);
  const cause = { cause: error };
  if (anyone === null)
    return isPlain && !isSecurePage
      ? new OtaError('link/no-host', { address, detail }, cause)
      : error;
  const told = await ask('cors');
  throwIfAborted(signal);
  return told?.status === 401
    ? new OtaError('link/password', { address }, cause)
    : new OtaError('link/other-service', { address }, cause);
}

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

/** A server that is there answers within this. */
export const ANSWERS_WITHIN_MS = 4_000;

/** Made when a person chooses it. */
export interface NetworkPlace {
  /** Where the next link is opened; HTTP that takes over puts its own address here. */
  address: string;
}

interface TryOptions {
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
  /** A person has said who calls: a server that asks is answered. */
  readonly isSignedIn: boolean;
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
  { signal, tryAddress, isSignedIn }: Tries,
): Promise<Link | null> {
  const { address } = place;
  const http = httpAddressOf(address);
  const short = { signal, ms: ANSWERS_WITHIN_MS };
  // A password is told by whoever looks why the WebSocket was refused.
  const posted = await tryAddress(http, { ...short, refusesDenied: !isSignedIn }).catch(() => null);
  if (posted === null) return null;
  const again = await tryAddress(address, short).catch(() => null);
  if (again === null && !signal.aborted) {
    place.address = http;
    return posted;
  }
  await posted.close();
  return again;
}
