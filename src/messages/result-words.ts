/** How an update ends: with the checks of its trial, with something else than the new firmware, and what its files became. */
import type { ReturnCause } from '../contracts/failure.ts';
import english from './en/result.ts';
import { texts } from './locale.ts';
import { timeOfDay } from './numbers.ts';
import { outside } from './outside-text.ts';
import { safe } from './state-words.ts';
import { BACK, heardPolitely, heardUrgently, HOLD, STOP } from './text-shapes.ts';
import type { FailureWords, Move, StateWords } from './text-shapes.ts';

const end = texts('end', english.end);

/** An update that ended with something else than the new firmware, kept. */
export const endWords = {
  /** `committed`: it says so of what runs. */
  wentBack: (
    move: Move,
    {
      cause,
      committed,
      atMs,
    }: { readonly cause: ReturnCause; readonly committed: boolean; readonly atMs: number },
  ): StateWords => {
    const why = end.causes[cause];
    const said = end.wentBack(move, committed);
    const words = { ...said, tag: why.tag(timeOfDay(atMs)), lead: why.lead(move) };
    return cause === 'asked'
      ? heardPolitely({ ...words, heard: said.heardAsked }, BACK, safe(said.safety))
      : heardUrgently(words, BACK, safe(said.safety));
  },

  /** Neither what ran before nor what was sent. */
  other: (
    move: Move,
    running: { readonly version: string; readonly buildId: string; readonly committed: boolean },
  ): StateWords => {
    const said = end.other(move, {
      version: outside(running.version),
      buildId: outside(running.buildId),
      committed: running.committed,
      isOfVersion: running.version === move.to,
    });
    return heardUrgently(said, STOP, { tone: 'care', strong: said.strong, text: said.safety });
  },

  /** It answers, and did not do what it was told. */
  unclear: (move: Move, what: FailureWords): StateWords => {
    const said = end.unclear(move);
    const { headline, next } = what;
    return heardUrgently({ ...said, headline, lead: next, heard: headline }, HOLD, {
      tone: 'guard',
      strong: said.strong,
      text: what.safety ?? said.safety,
    });
  },
} as const;

/** A firmware on trial, and what it fails. */
export const TRIAL_CHECKS = texts('trialChecks', english.trialChecks);

export const FAILED_CHECKS = texts('failedChecks', english.failedChecks);

export const RED_TRIAL = texts('redTrial', english.redTrial);

/** A check failed: nothing is kept by itself. */
export function redTrialWords(calm: StateWords, move: Move, failed: number): StateWords {
  const { tag, headline, heard } = RED_TRIAL.state(move, failed);
  return { ...calm, tag: { ...STOP, text: tag }, headline, heard: { text: heard, urgent: true } };
}

/** What a check that failed says: what it is about, and what the device said before and now. */
export interface FailedWords {
  readonly headline: string;
  readonly text: string;
  /** What `before` is; left out: what it was before the update. */
  readonly label?: string;
  readonly before: string;
  readonly now: string;
}

/** Files of a device: what an update will make of them, and what lies in the slots of a chip. */
export const FILES_WORDS = texts('files', english.files);
