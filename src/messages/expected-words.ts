/** How long an update and its restart will take: estimates, said as such. */
import type { ExpectedTime, TimeRange } from '../contracts/expected-time.ts';
import english from './en/numbers.ts';
import { linkNames } from './link-names.ts';
import { texts } from './locale.ts';

const text = texts('expected', english.expected);

/** Under this, seconds are counted, in steps of 5. */
const SECONDS_UNTIL_MS = 90_000;
const STEP_SECONDS = 5;
const FEW_MS = 10_000;

/** `about 2 minutes`, `2 to 4 minutes`, `10 to 60 seconds`, `a few seconds`. */
export function aboutTime({ fromMs, toMs }: TimeRange): string {
  if (toMs < FEW_MS) return text.few;
  if (toMs < SECONDS_UNTIL_MS)
    return counted('seconds', inSteps(fromMs / 1_000), inSteps(toMs / 1_000));
  const minutes = (ms: number): number => Math.max(1, Math.round(ms / 60_000));
  return counted('minutes', minutes(fromMs), minutes(toMs));
}

/** As it was measured, every second: `9 seconds`, `8 to 11 seconds`. */
function measuredTime({ fromMs, toMs }: TimeRange): string {
  const seconds = (ms: number): number => Math.max(1, Math.round(ms / 1_000));
  const [from, to] = [seconds(fromMs), seconds(toMs)];
  return from === to ? text.exactly(to) : text.range.seconds(from, to);
}

const inSteps = (seconds: number): number =>
  Math.max(STEP_SECONDS, Math.round(seconds / STEP_SECONDS) * STEP_SECONDS);

const counted = (unit: 'seconds' | 'minutes', from: number, to: number): string =>
  from < to ? text.range[unit](from, to) : text.about[unit](to);

/** `2 to 4 minutes over this cable`. */
export const wholeTime = ({ whole, link }: ExpectedTime): string =>
  text.whole(aboutTime(whole), linkNames(link).over);

/** How long the restart usually takes, and how that is known: the end of a sentence. */
export const usualRestart = (restart: ExpectedTime['restart']): string =>
  text.restart[restart.measured](
    restart.measured === 'none' ? aboutTime(restart) : measuredTime(restart),
  );

/** Before the update: the whole of it, and what the device does meanwhile. */
export const expectedLead = (expected: ExpectedTime): string =>
  text.lead(wholeTime(expected), usualRestart(expected.restart));
