import type { Failure } from '../../../contracts/failure.ts';
import type { bluetoothWords } from '../../../messages/bluetooth-words.ts';

/** What the page can tell of where it runs: good enough to put a cause first, never to leave one out. */
export interface Surroundings {
  readonly system: 'android' | 'ios' | 'linux' | 'mac' | 'other';
  readonly browser: 'firefox' | 'safari' | 'other';
  /** Shown inside another page. */
  readonly framed: boolean;
  /** https, or localhost: others get no devices. */
  readonly secure: boolean;
}

export interface PageFacts {
  readonly userAgent: string;
  /** An iPad calls itself a Mac, which has no screen to touch. */
  readonly touchPoints: number;
  readonly framed: boolean;
  readonly secure: boolean;
}

export function surroundingsOf({ userAgent, touchPoints, ...page }: PageFacts): Surroundings {
  return { ...page, system: systemOf(userAgent, touchPoints), browser: browserOf(userAgent) };
}

export const surroundingsHere = (): Surroundings =>
  surroundingsOf({
    userAgent: navigator.userAgent,
    touchPoints: navigator.maxTouchPoints,
    framed: window.top !== window.self,
    secure: isSecureContext,
  });

function systemOf(userAgent: string, touchPoints: number): Surroundings['system'] {
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios';
  if (/Macintosh/.test(userAgent)) return touchPoints > 1 ? 'ios' : 'mac';
  if (/Android/.test(userAgent)) return 'android';
  return /Linux|X11/.test(userAgent) && !/CrOS/.test(userAgent) ? 'linux' : 'other';
}

function browserOf(userAgent: string): Surroundings['browser'] {
  if (/Firefox|FxiOS/.test(userAgent)) return 'firefox';
  return /Safari/.test(userAgent) && !/Chrome|Chromium|CriOS|Edg/.test(userAgent)
    ? 'safari'
    : 'other';
}

/** What a person can do something about. */
export type BluetoothCauseName = keyof (typeof bluetoothWords)['causes'];
/** The one press that helps most. */
export type Press = 'choose' | 'all' | 'again' | 'forget' | 'tab' | 'bluefy' | 'useOther';

export interface TroubleshootingPage {
  /** Words in place of those of the failure, which knows neither browser nor device. */
  readonly instead: keyof (typeof bluetoothWords)['instead'] | null;
  /** Most likely first; never empty. */
  readonly causes: readonly BluetoothCauseName[];
  readonly press: Press;
  /** Beside it. */
  readonly also?: Press;
}

type LinkFailure = Extract<Failure, { readonly code: `link/${string}` }>;

/** The page of the troubleshooting page for what went wrong on this way. */
export function troubleshootingPage(failure: Failure, around: Surroundings): TroubleshootingPage {
  return isOfLink(failure) ? pageOfLink(failure, around) : noAnswer;
}

const isOfLink = (failure: Failure): failure is LinkFailure => failure.code.startsWith('link/');

function pageOfLink(failure: LinkFailure, around: Surroundings): TroubleshootingPage {
  switch (failure.code) {
    case 'link/not-chosen':
      return { instead: null, causes: emptyList(around), press: 'choose', also: 'all' };
    case 'link/radio-off':
      return { instead: null, causes: ['radio-is-off', 'no-permission'], press: 'again' };
    case 'link/not-allowed':
      return around.framed
        ? { instead: null, causes: ['inside-another-page', 'forbidden'], press: 'tab' }
        : { instead: null, causes: ['forbidden', 'no-permission'], press: 'again' };
    case 'link/no-feature':
      return noFeature(around);
    case 'link/stale-grant':
      return { instead: null, causes: ['old-grant'], press: 'forget' };
    case 'link/held':
      return failure.facts.by === 'other-tab'
        ? { instead: null, causes: ['other-tab', 'other-app'], press: 'again' }
        : { instead: null, causes: ['other-app', 'other-tab', 'too-far'], press: 'again' };
    case 'link/rpc-off':
      return failure.facts.seen === 'refuses'
        ? { instead: null, causes: ['service-off'], press: 'useOther', also: 'again' }
        : {
            instead: null,
            causes: ['service-off', 'not-mongoose', 'old-cache'],
            press: 'useOther',
            also: 'choose',
          };
    case 'link/switched-off':
      return {
        instead: null,
        causes: ['wifi-ended-it', 'too-far'],
        press: 'useOther',
        also: 'again',
      };
    case 'link/out-of-reach':
    case 'link/lost':
    // Of networks.
    case 'link/no-host':
    case 'link/other-service':
    case 'link/password':
    case 'link/broker-denied':
    case 'link/device-away':
    case 'link/mixed-content':
    case 'link/refused':
    case 'link/no-answer':
      return noAnswer;
  }
}

/** Where it was, nobody answers. */
const noAnswer: TroubleshootingPage = {
  instead: null,
  causes: ['too-far', 'other-app', 'wifi-ended-it', 'radio-is-off'],
  press: 'again',
  also: 'choose',
};

/** The list was closed, or nothing was in it. */
function emptyList({ system }: Surroundings): readonly BluetoothCauseName[] {
  const likely = ['too-far', 'other-name', 'other-app', 'wifi-ended-it'] as const;
  const asksOnce = system === 'android' || system === 'mac';
  return asksOnce
    ? [...likely, 'no-permission', 'nothing-pressed']
    : [...likely, 'nothing-pressed'];
}

function noFeature({ system, browser, secure }: Surroundings): TroubleshootingPage {
  if (system === 'ios')
    return {
      instead: 'ios',
      causes: ['bluefy', 'cable-elsewhere'],
      press: 'bluefy',
      also: 'useOther',
    };
  if (browser === 'firefox')
    return { instead: 'firefox', causes: ['other-browser'], press: 'useOther' };
  if (browser === 'safari')
    return { instead: 'safari', causes: ['other-browser'], press: 'useOther' };
  if (!secure) return { instead: 'insecure', causes: ['secure-address'], press: 'useOther' };
  if (system === 'linux')
    return { instead: 'linux', causes: ['chrome-switch', 'other-browser'], press: 'useOther' };
  return { instead: null, causes: ['other-browser'], press: 'useOther' };
}
