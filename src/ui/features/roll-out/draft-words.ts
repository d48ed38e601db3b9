/** What a roll-out is going to do, said from its rules. Pure. */
import { rollOutCheckWords, rollOutWords } from '../../../messages/roll-out-words.ts';
import type { TrialRule } from '../../../contracts/product-check.ts';
import type { SafetyWords } from '../../../messages/text-shapes.ts';
import type { PlanSummary, RollOutSummary } from '../../../workers/api.ts';
import type { DraftRules } from './draft-rules.ts';

/** `1 device, then 3, 12, 30. Stops at 3 failures. Each wave waits until …` */
export function happensText(
  summary: PlanSummary,
  rules: DraftRules,
  checks: TrialRule | null = null,
): string {
  const { happens: words, rules: named } = rollOutWords;
  const soak = rules.soakMs === 0 ? null : named.duration(rules.soakMs);
  const isOne = summary.waves.length < 2;
  return [
    words.waves(summary.waves),
    words.stops(summary.failureLimit),
    ...(checks === null ? [] : [rollOutCheckWords.happens[checks.onRed]]),
    ...(isOne ? (soak === null ? [] : [words.soakLast(soak)]) : [words.next(soak)]),
    ...(rules.waitBefore === 'nothing' ? [] : [words.waits[rules.waitBefore]]),
    ...(rules.isQuiet ? [words.quiet(rules.quietFrom, rules.quietUntil)] : []),
  ].join(' ');
}

/** How long, what that is counted with, and how much of it is waiting: each wave runs the new firmware for so long. */
export function durationText(
  { durationMs, update, waves }: RollOutSummary,
  { soakMs }: Pick<DraftRules, 'soakMs'>,
): string {
  const { happens: words, rules: named } = rollOutWords;
  if (durationMs === null) return words.neverEnds;
  const one = roughly(update.ms);
  const each = words.each[update.isMeasured ? 'seen' : 'assumed'](one);
  const takes = words.takes(roughly(durationMs), each);
  if (soakMs === 0) return takes;
  const waiting = roughly(soakMs * waves.length);
  return `${takes} ${words.waiting(waiting, named.duration(soakMs), waves.length)}`;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Minutes under two hours, hours and minutes under two days, then days; rounded. */
function roughly(ms: number): string {
  const { lasts } = rollOutWords.happens;
  const minutes = Math.max(1, Math.round(ms / MINUTE_MS));
  if (ms < 2 * HOUR_MS) return lasts.minutes(minutes);
  if (ms < 2 * DAY_MS) return lasts.hours(Math.floor(minutes / 60), minutes % 60);
  return lasts.days(Math.round(ms / DAY_MS));
}

/** If nobody acts. */
export function nobodyText(
  { failureLimit }: Pick<PlanSummary, 'failureLimit'>,
  { waitBefore, commitTimeoutMs }: DraftRules,
): SafetyWords {
  const { nobody } = rollOutWords.happens;
  const trial = rollOutWords.rules.duration(commitTimeoutMs);
  const text = {
    nothing: () => nobody.free(failureLimit, trial),
    restart: () => nobody.restart(trial),
    commit: () => nobody.commit(trial),
  }[waitBefore]();
  return { tone: 'guard', strong: nobody.strong, text };
}
