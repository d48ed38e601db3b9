/** How long an update and its restart will take: estimates, said as such. */
import type { ExpectedTime, TimeRange } from '../contracts/expected-time.ts';
import { linkNames } from './link-names.ts';

/** Under this, seconds are counted, in steps of 5. */
const SECONDS_UNTIL_MS = 90_000;
const STEP_SECONDS = 5;
const FEW_MS = 10_000;

/** `about 2 minutes`, `2 to 4 minutes`, `10 to 60 seconds`, `a few seconds`. */
export function aboutTime({ fromMs, toMs }: TimeRange): string {
  if (toMs < FEW_MS) return 'a few seconds';
  if (toMs < SECONDS_UNTIL_MS)
    return counted('second', inSteps(fromMs / 1_000), inSteps(toMs / 1_000));
  const minutes = (ms: number): number => Math.max(1, Math.round(ms / 60_000));
  return counted('minute', minutes(fromMs), minutes(toMs));
}

/** As it was measured, every second: `9 seconds`, `8 to 11 seconds`. */
function measuredTime({ fromMs, toMs }: TimeRange): string {
  const seconds = (ms: number): number => Math.max(1, Math.round(ms / 1_000));
  const [from, to] = [seconds(fromMs), seconds(toMs)];
  return from === to
    ? counted('second', from, to).replace('about ', '')
    : `${from} to ${to} seconds`;
}

const inSteps = (seconds: number): number =>
  Math.max(STEP_SECONDS, Math.round(seconds / STEP_SECONDS) * STEP_SECONDS);

function counted(unit: 'second' | 'minute', from: number, to: number): string {
  if (from < to) return `${from} to ${to} ${unit}s`;
  return `about ${to} ${unit}${to === 1 ? '' : 's'}`;
}

/** `2 to 4 minutes over this cable`. */
export const wholeTime = ({ whole, link }: ExpectedTime): string =>
  `${aboutTime(whole)} ${linkNames(link).over}`;

/** How long the restart usually takes, and how that is known: the end of a sentence. */
export function usualRestart(restart: ExpectedTime['restart']): string {
  switch (restart.measured) {
    case 'device':
      return `${measuredTime(restart)} on this device so far`;
    case 'kind':
      return `${measuredTime(restart)} on another of its kind`;
    case 'none':
      return `usually ${aboutTime(restart)}`;
  }
}

/** Before the update: the whole of it, and what the device does meanwhile. */
export function expectedLead(expected: ExpectedTime): string {
  const whole = wholeTime(expected);
  const first = whole.charAt(0).toUpperCase() + whole.slice(1);
  return `${first}. It works as usual until its one restart, ${usualRestart(expected.restart)}.`;
}
