import { isLoopback } from '../../../contracts/transport.ts';
import { isOfHttp, isOfLocalNetwork, isPlain } from './network-address.ts';
import type { Failure, FailureCode } from '../../../contracts/failure.ts';
import type { SignInTarget } from '../../../contracts/sign-in.ts';
import type { NetworkCauseName } from '../../../messages/network-words.ts';

/** What the browser lets this page do in the local network. */
export interface LocalAccess {
  readonly state: PermissionState;
  /** It decides not only over requests but also over WebSockets. Of both, a page may then open what is not encrypted, at places of the local network. */
  readonly coversSockets: boolean;
}

/** Where this page runs, as far as it matters for an address. */
export interface NetworkSurroundings {
  readonly page: { readonly protocol: string; readonly hostname: string };
  /** Asked anew each time: the person may have answered. null = this browser asks nobody. */
  access: (address: string) => Promise<LocalAccess | null>;
  /** Makes the browser ask, where it does, by one request whose answer is not read. Never rejects. */
  prime: (address: string, signal: AbortSignal) => Promise<void>;
  wait: (ms: number) => Promise<void>;
}

/** By the name of a permission; rejects for one that the browser does not know. */
export type QueryPermission = (name: string) => Promise<PermissionState>;

/** Chrome 142 has one permission, for requests; since it was split in two, it also decides over WebSockets (Chrome 147). */
const BEFORE_SPLIT = 'local-network-access';

export async function localAccess(
  query: QueryPermission,
  address: string,
): Promise<LocalAccess | null> {
  const { hostname } = new URL(address);
  const ofPlace = isLoopback(hostname) ? 'loopback-network' : 'local-network';
  for (const name of [ofPlace, BEFORE_SPLIT]) {
    const state = await query(name).catch(() => null); // no such permission in this browser
    if (state !== null) return { state, coversSockets: name !== BEFORE_SPLIT };
  }
  return null;
}

export const networkHere = (): NetworkSurroundings => ({
  page: location,
  access: (address) => localAccess(queryHere, address),
  prime: (address, signal) =>
    fetch(address, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', signal }).then(
      () => undefined,
      () => undefined, // nobody there, or not allowed: the permission tells
    ),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

/** Names that the types of the DOM do not have yet. */
async function queryHere(name: string): Promise<PermissionState> {
  const { state } = await navigator.permissions.query({ name } as PermissionDescriptor);
  return state;
}

type Page = NetworkSurroundings['page'];

/** The browser will refuse to open it from this page, whoever is there and whatever the person allows. */
export function isMixedContent(address: string, page: Page, access: LocalAccess | null): boolean {
  if (page.protocol !== 'https:' || !isPlain(address)) return false;
  const { hostname } = new URL(address);
  if (isLoopback(hostname)) return false;
  const isCovered = access !== null && (access.coversSockets || isOfHttp(address));
  return !(isCovered && isOfLocalNetwork(hostname));
}

/** Only pages from elsewhere need the permission. */
export const isFromElsewhere = ({ hostname }: Page): boolean =>
  !isLoopback(hostname) && !isOfLocalNetwork(hostname);

/** The one press that helps most, and what may stand beside it. */
export type NetworkPress = 'again' | 'change' | 'anyway';

export interface NetworkTroubleshootingPage {
  /** Most likely first; never empty. */
  readonly causes: readonly NetworkCauseName[];
  readonly press: NetworkPress;
  readonly also: NetworkPress;
}

export interface NetworkTry {
  readonly address: string;
  readonly page: NetworkSurroundings['page'];
  /** After the try. */
  readonly access: LocalAccess | null;
}

/** What is known to be wrong; of all else, that no connection comes about. */
const PAGES: Readonly<Partial<Record<FailureCode, NetworkTroubleshootingPage>>> = {
  'link/mixed-content': {
    causes: ['encrypted', 'http-copy', 'command-line', 'by-cable'],
    press: 'change',
    also: 'anyway',
  },
  'link/other-service': {
    causes: ['other-path', 'not-mongoose', 'rpc-off'],
    press: 'change',
    also: 'again',
  },
  'link/broker-denied': { causes: ['broker-users'], press: 'change', also: 'again' },
  'link/device-away': {
    causes: ['is-off', 'wrong-id', 'other-broker'],
    press: 'again',
    also: 'change',
  },
  'link/password': { causes: ['password', 'by-cable'], press: 'change', also: 'again' },
  'link/lost': { causes: ['too-many', 'is-off'], press: 'again', also: 'change' },
  'rpc/timeout': { causes: ['not-mongoose', 'too-many'], press: 'again', also: 'change' },
};

/** Who asks for a password, where a person can answer here. */
export const SIGNS_IN_AT: Readonly<Partial<Record<FailureCode, SignInTarget>>> = {
  'link/broker-denied': 'broker',
  'link/password': 'device',
};

/** What has other words at an address of HTTP; null = cannot be the cause there. */
const OVER_HTTP: Readonly<Partial<Record<NetworkCauseName, NetworkCauseName | null>>> = {
  certificate: 'certificate-http',
  encrypted: 'encrypted-http',
  'rpc-off': null,
};

/** The page of the troubleshooting page for what went wrong at an address. */
export function networkPage({ code }: Failure, tried: NetworkTry): NetworkTroubleshootingPage {
  const page = PAGES[code] ?? { causes: silenceAt(tried), press: 'again', also: 'change' };
  if (!isOfHttp(tried.address)) return page;
  const causes = page.causes.flatMap((name) => {
    const here = OVER_HTTP[name];
    return here === null ? [] : [here ?? name];
  });
  return { ...page, causes };
}

/** A connection does not come about, and nobody says why. */
function silenceAt({ address, page, access }: NetworkTry): readonly NetworkCauseName[] {
  const usual = ['is-off', 'wrong-address', 'other-network', 'too-many'] as const;
  const rest = isPlain(address) ? usual : (['certificate', ...usual] as const);
  const state = isFromElsewhere(page) ? access?.state : undefined;
  if (state === 'denied') return ['access-denied', ...rest];
  return state === 'prompt' ? [...rest, 'access-asked'] : rest;
}
