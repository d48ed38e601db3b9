/** A device that is late after its restart, and a firmware on trial that fails a check. */
import english from './en/trial.ts';
import { texts } from './locale.ts';
import { timeOfDay } from './numbers.ts';
import { ofLateReturn } from './safety-words.ts';
import { heardUrgently, HOLD, STOP } from './state-shape.ts';
import type { Move, StateWords } from './state-shape.ts';

export const LATE_WORDS = texts('late', english.late);
export const TRIAL_CHECKS = texts('trialChecks', english.trialChecks);
export const FAILED_CHECKS = texts('failedChecks', english.failedChecks);
export const RED_TRIAL = texts('redTrial', english.redTrial);

/** Nobody saw it since the restart: `leftMs` of its trial by our count, and when that is over. */
export function lateWords(
  move: Move,
  { leftMs, untilMs }: { readonly leftMs: number; readonly untilMs: number },
): StateWords {
  const end = ofLateReturn(move);
  const said = LATE_WORDS.state(move, leftMs, end);
  const heard = LATE_WORDS.heard(move.safety.isHardened ? LATE_WORDS.noHarm : end);
  return heardUrgently({ ...said, heard }, HOLD, {
    tone: 'guard',
    strong: said.strong,
    text: said.safety,
    moment: { at: timeOfDay(untilMs), after: said.after },
  });
}

/** A check failed: nothing is kept by itself. */
export function redTrialWords(calm: StateWords, move: Move, failed: number): StateWords {
  const { tag, headline, heard } = RED_TRIAL.state(move, failed);
  return { ...calm, tag: { ...STOP, text: tag }, headline, heard: { text: heard, urgent: true } };
}

/** What a check that failed says: what it is about, and what the device said before and now. */
export interface FailedWords {
  readonly headline: string;
  readonly text: string;
  readonly before: string;
  readonly now: string;
}
