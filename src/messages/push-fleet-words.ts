/** What `push --fleet` tells people of a roll-out: a line for each thing that happened. */
import type { Failure } from '../contracts/failure.ts';
import english from './en/push-fleet.ts';
import { texts } from './locale.ts';
import { outside } from './outside-text.ts';
import { pushFailureWords } from './push-words.ts';

const words = texts('pushFleet', english.pushFleet);

export type FleetCount = keyof (typeof english.pushFleet)['counts'];
export type FleetResult = keyof (typeof english.pushFleet)['results'];

/** What became of one device, with why where something went wrong. */
export type DeviceNews =
  | { readonly kind: 'under-way'; readonly wave: number }
  | { readonly kind: 'on-trial' | 'committed' | 'soaked' | 'called-off' }
  | {
      readonly kind: 'again' | 'went-back' | 'failed' | 'skipped' | 'offline';
      readonly failure: Failure;
    };

export const planLines = (plan: {
  readonly devices: number;
  readonly waves: readonly number[];
  readonly limit: number;
  readonly soakMs: number;
}): readonly string[] => [
  words.plan({ devices: plan.devices, waves: plan.waves.join(', '), limit: plan.limit }),
  ...(plan.soakMs === 0 ? [] : [words.soak(plan.soakMs)]),
];

/** `wave`: from 0. */
export const waveLine = (wave: number, waves: number): string => words.wave(wave + 1, waves);

export const stateLine = (state: 'soaking' | 'quiet' | 'stopping'): string => words[state];

/** `why` `no-commit`: no device of the wave was committed. */
export const haltedLine = (why: 'failures' | 'no-commit', failures: number): string =>
  why === 'failures' ? words.halted(failures) : words.noCommit;

/** Of a roll-out that a broker keeps. `name`: of a coordinator, as it calls itself. */
export const coordinatorLine = (who: 'own' | 'other' | 'gone', name: string): string =>
  who === 'own' ? words.coordinator.own : words.coordinator[who](outside(name));

/** `places`: devices that they take at once. */
export const runnersLine = (runners: number, places: number): string =>
  runners === 0 ? words.runners.none : words.runners.some(runners, places);

/** Of a runner: how many devices it takes at once; null = it has stopped. */
export const runnerLine = (places: number | null): string =>
  places === null ? words.runner.left : words.runner.ready(places);

export const runnerDeviceLine = (device: string, kind: 'update' | 'adopt'): string =>
  words.runner[kind](outside(device));

/** What the coordinator was told. */
export const wishLine = (wish: keyof typeof words.wishes): string => words.wishes[wish];

/** null = it is there again. */
export const brokerLine = (failure: Failure | null): string =>
  failure === null ? words.broker.back : words.broker.lost(whyOf(failure));

/** What another release of Slipway writes down may have no words here: it is named by its code. */
function whyOf(failure: Failure): string {
  try {
    return pushFailureWords(failure);
  } catch {
    return `${outside(failure.code)}.`; // code or facts are not ours
  }
}

export function deviceNewsLine(device: string, news: DeviceNews): string {
  const name = outside(device);
  switch (news.kind) {
    case 'under-way':
      return words.underWay(name, news.wave + 1);
    case 'on-trial':
      return words.onTrial(name);
    case 'committed':
      return words.committed(name);
    case 'soaked':
      return words.soaked(name);
    case 'called-off':
      return words.calledOff(name);
    case 'again':
      return words.again(name, whyOf(news.failure));
    case 'went-back':
      return words.wentBack(name, whyOf(news.failure));
    case 'failed':
      return words.failed(name, whyOf(news.failure));
    case 'skipped':
      return words.skipped(name, whyOf(news.failure));
    case 'offline':
      return words.offline(name, whyOf(news.failure));
  }
}

/** In the order in which they are told. */
const COUNTS: readonly FleetCount[] = [
  'committed',
  'reverted',
  'failed',
  'skipped',
  'offline',
  'waiting',
];

/** Counts of 0 stay out. */
export function fleetResultLine(
  result: FleetResult,
  counts: Readonly<Record<FleetCount, number>>,
): string {
  const parts = COUNTS.filter((name) => counts[name] > 0).map((name) =>
    words.counts[name](counts[name]),
  );
  return words.results[result](parts.join(', '));
}
