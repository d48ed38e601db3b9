/** Links to an address of the network, opened in this thread. A chunk of its own: most visits need none. */
import { OtaError, errorName, hasCode } from '../../contracts/failure.ts';
import type { Link } from '../../contracts/link.ts';
import { NETWORK_SCHEMES, PLAIN_SCHEMES, httpAddressOf } from '../../contracts/network-schemes.ts';
import { realClock } from '../../contracts/real-clock.ts';
import { throwIfAborted, withDeadline } from '../../rpc/deadline.ts';
import { BROWSER_TRANSPORTS } from '../../transports/browser.ts';
import { ANSWERS_WITHIN_MS, openOverEither } from './http-instead.ts';
import type { NetworkPlace, TryOptions } from './http-instead.ts';

/** A device of this network answers at once; a person may have to allow it first. */
const OPENS_WITHIN_MS = 20_000;

/** Throws link/refused, or what the signal says. */
export const openNetworkLink = (
  place: NetworkPlace,
  { signal }: { readonly signal: AbortSignal },
): Promise<Link> => openOverEither(place, { signal, tryAddress });

function tryAddress(
  address: string,
  { signal, ms = OPENS_WITHIN_MS, refusesDenied = false }: TryOptions,
): Promise<Link> {
  const refused = (detail: string): OtaError => new OtaError('link/refused', { address, detail });
  const late = (): OtaError => refused(`no answer within ${ms} ms`);
  return withDeadline({ clock: realClock, ms, signal, late }, async (inner) => {
    const url = new URL(address);
    const scheme = NETWORK_SCHEMES.find((one) => one === url.protocol);
    const place = scheme === undefined ? null : BROWSER_TRANSPORTS[scheme](url);
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
