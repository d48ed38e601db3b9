import type { Failure } from '../../../contracts/failure.ts';

export type SystemName = 'linux' | 'windows' | 'mac' | 'other';

/** What a person can do something about; words in messages/cable-words.ts. */
export type CableCauseName =
  | 'nothing-pressed'
  | 'power-only-cable'
  | 'linux-rights'
  | 'sandboxed-browser'
  | 'brltty'
  | 'no-driver'
  | 'other-program'
  | 'other-tab'
  | 'wrong-port'
  | 'no-power'
  | 'other-speed'
  | 'rpc-off'
  | 'unplugged'
  | 'inside-another-page'
  | 'forbidden'
  | 'other-browser';

/** By the browser's own words of itself: good enough to put a cause first, never to leave one out. */
export function systemOf(userAgent: string): SystemName {
  if (/Windows/.test(userAgent)) return 'windows';
  if (/Macintosh|Mac OS X/.test(userAgent)) return 'mac';
  return /Linux|X11/.test(userAgent) && !/Android/.test(userAgent) ? 'linux' : 'other';
}

type LinkFailure = Extract<Failure, { readonly code: `link/${string}` }>;

/** Why it may have gone wrong, most likely first. Never empty. */
export function causesOf(failure: Failure, system: SystemName): readonly CableCauseName[] {
  return isOfLink(failure) ? causesOfLink(failure, system) : ['wrong-port', 'no-power'];
}

const isOfLink = (failure: Failure): failure is LinkFailure => failure.code.startsWith('link/');

function causesOfLink(failure: LinkFailure, system: SystemName): readonly CableCauseName[] {
  switch (failure.code) {
    case 'link/not-chosen':
      return EMPTY_LIST[system];
    case 'link/held':
      if (failure.facts.by === 'other-tab') return ['other-tab', 'other-program'];
      return system === 'linux'
        ? ['other-program', 'linux-rights']
        : ['other-program', 'other-tab'];
    case 'link/no-answer':
      return SILENCE[failure.facts.heard];
    case 'link/not-allowed':
      return ['inside-another-page', 'forbidden'];
    case 'link/no-feature':
      return ['other-browser'];
    case 'link/lost':
    case 'link/refused':
    // Of networks and radios, which a cable has none of.
    case 'link/no-host':
    case 'link/other-service':
    case 'link/password':
    case 'link/broker-denied':
    case 'link/device-away':
    case 'link/mixed-content':
    case 'link/out-of-reach':
    case 'link/switched-off':
    case 'link/rpc-off':
    case 'link/stale-grant':
    case 'link/radio-off':
      return system === 'linux'
        ? ['unplugged', 'brltty', 'power-only-cable']
        : ['unplugged', 'power-only-cable'];
  }
}

const EMPTY_LIST: Readonly<Record<SystemName, readonly CableCauseName[]>> = {
  linux: ['sandboxed-browser', 'power-only-cable', 'nothing-pressed', 'brltty', 'linux-rights'],
  windows: ['no-driver', 'power-only-cable', 'nothing-pressed'],
  mac: ['power-only-cable', 'nothing-pressed', 'other-program'],
  other: ['power-only-cable', 'nothing-pressed', 'other-program'],
};

type Heard = Extract<Failure, { readonly code: 'link/no-answer' }>['facts']['heard'];
const SILENCE: Readonly<Record<Heard, readonly CableCauseName[]>> = {
  log: ['rpc-off', 'other-speed'],
  noise: ['other-speed', 'wrong-port'],
  nothing: ['wrong-port', 'no-power', 'other-speed', 'rpc-off'],
};
