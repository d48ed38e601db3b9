/** What a roll-out is going to do, said from its rules. Pure. */
import { rollOutWords } from '../../../messages/roll-out-words.ts';
import type { SafetyWords } from '../../../messages/text-shapes.ts';
import type { PlanSummary, RollOutSummary } from '../../../workers/api.ts';
import type { DraftRules } from './draft-rules.ts';

/** `1 device, then 3, 12, 30. Stops at 3 failures. Each wave waits until …` */
export function happensText(summary: PlanSummary, rules: DraftRules): string {
  const { happens: words, rules: named } = rollOutWords;
  const soak = rules.soakMs === 0 ? null : named.duration(rules.soakMs);
  const isOne = summary.waves.length < 2;
  return [
    words.waves(summary.waves),
    words.stops(summary.failureLimit),
    ...(isOne ? (soak === null ? [] : [words.soakLast(soak)]) : [words.next(soak)]),
    ...(rules.waitBefore === 'nothing' ? [] : [words.waits[rules.waitBefore]]),
    ...(rules.isQuiet ? [words.quiet(rules.quietFrom, rules.quietUntil)] : []),
  ].join(' ');
}

/** How long, and what that is counted with. */
export function durationText({ durationMs, update }: RollOutSummary): string {
  const { happens: words } = rollOutWords;
  if (durationMs === null) return words.neverEnds;
  const one = roughly(update.ms);
  return words.takes(roughly(durationMs), words.each[update.isMeasured ? 'seen' : 'assumed'](one));
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Minutes under two hours, hours under two days, then days; rounded. */
function roughly(ms: number): string {
  const { lasts } = rollOutWords.happens;
  if (ms < 2 * HOUR_MS) return lasts.minutes(Math.max(1, Math.round(ms / MINUTE_MS)));
  if (ms < 2 * DAY_MS) return lasts.hours(Math.round(ms / HOUR_MS));
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
