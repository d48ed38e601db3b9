/** What a roll-out is going to do, said from its rules. Pure. */
import { rollOutWords } from '../../../messages/roll-out-words.ts';
import type { SafetyWords } from '../../../messages/text-shapes.ts';
import type { PlanSummary } from '../../../workers/api.ts';
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

/** If nobody acts. */
export function nobodyText({ stopAt, waitBefore, commitTimeoutMs }: DraftRules): SafetyWords {
  const { nobody } = rollOutWords.happens;
  const trial = rollOutWords.rules.duration(commitTimeoutMs);
  const text = {
    nothing: () => nobody.free(stopAt, trial),
    restart: () => nobody.restart(trial),
    commit: () => nobody.commit(trial),
  }[waitBefore]();
  return { tone: 'guard', strong: nobody.strong, text };
}
