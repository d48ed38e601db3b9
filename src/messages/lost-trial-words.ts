/** A firmware is on trial, and its device does not answer: what is known, what it does meanwhile, what is held. */
import english from './en/trial.ts';
import { texts } from './locale.ts';
import { timeOfDay } from './numbers.ts';
import type { LossCause } from './pause-words.ts';
import { ofReturn } from './safety-words.ts';
import { fullSentence } from './sentence-start.ts';
import { heardUrgently, HOLD } from './state-shape.ts';
import type { Move, SafetyWords, StateWords } from './state-shape.ts';

export const LOST_TRIAL = texts('lostTrial', english.lostTrial);

export interface LostTrialFacts {
  readonly cause: LossCause;
  /** Wall clock at which it goes back by itself; null = it tells no limit. */
  readonly untilMs: number | null;
  /** It was told to keep the firmware or to go back, and did not answer. */
  readonly told: 'keep' | 'go-back' | null;
}

/** A restart takes back what was not kept, so a cut of its power does too. */
function safety(move: Move, { cause, untilMs, told }: LostTrialFacts): SafetyWords {
  const end = ofReturn(move.safety);
  if (cause === 'power') {
    const text = LOST_TRIAL.afterPower(move.from, end);
    return { tone: 'guard', strong: LOST_TRIAL.nothingLost, text };
  }
  const maybeKept = told === 'keep';
  const strong = LOST_TRIAL.until;
  if (untilMs === null)
    return { tone: 'guard', strong, text: LOST_TRIAL.noTime(move, maybeKept, end) };
  const { text, after } = LOST_TRIAL.goesBack(move, maybeKept, end);
  return { tone: 'guard', strong, text, moment: { at: timeOfDay(untilMs), after } };
}

export function lostTrialWords(move: Move, facts: LostTrialFacts): StateWords {
  const { cause, told } = facts;
  const headline =
    told === null
      ? LOST_TRIAL.headlines[cause](move.to, move.device)
      : LOST_TRIAL.told[told](move.to);
  const title = LOST_TRIAL.title(move.device);
  const tag = told === null ? LOST_TRIAL.tag : LOST_TRIAL.tagTold;
  const heard = LOST_TRIAL.heard(fullSentence(headline));
  return heardUrgently({ title, tag, headline, heard }, HOLD, safety(move, facts));
}
