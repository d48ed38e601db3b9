import type { Failure, FailureCode } from '../../../contracts/failure.ts';
import type { NetworkCauseName } from '../../../messages/network-words.ts';
import { isOfHttp, isPlain } from './network-address.ts';
import { isFromElsewhere } from './surroundings.ts';
import type { LocalAccess, NetworkSurroundings } from './surroundings.ts';

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
  'link/password': { causes: ['password', 'by-cable'], press: 'change', also: 'again' },
  'link/lost': { causes: ['too-many', 'is-off'], press: 'again', also: 'change' },
  'rpc/timeout': { causes: ['not-mongoose', 'too-many'], press: 'again', also: 'change' },
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
