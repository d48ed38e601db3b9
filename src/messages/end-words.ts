/** What the Update screen says of an update that ended with something else than the new firmware, kept. */
import type { ReturnCause } from '../contracts/failure.ts';
import english from './en/result.ts';
import type { FailureWords } from './failure-shape.ts';
import { texts } from './locale.ts';
import { timeOfDay } from './numbers.ts';
import { outside } from './outside-text.ts';
import { safe } from './safety-words.ts';
import { BACK, heardPolitely, heardUrgently, HOLD, STOP } from './state-shape.ts';
import type { Move, StateWords } from './state-shape.ts';

const text = texts('end', english.end);

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
    const why = text.causes[cause];
    const said = text.wentBack(move, committed);
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
    const said = text.other(move, {
      version: outside(running.version),
      buildId: outside(running.buildId),
      committed: running.committed,
      isOfVersion: running.version === move.to,
    });
    return heardUrgently(said, STOP, { tone: 'care', strong: said.strong, text: said.safety });
  },

  /** It answers, and did not do what it was told. */
  unclear: (move: Move, what: FailureWords): StateWords => {
    const said = text.unclear(move);
    const { headline, next } = what;
    return heardUrgently({ ...said, headline, lead: next, heard: headline }, HOLD, {
      tone: 'guard',
      strong: said.strong,
      text: what.safety ?? said.safety,
    });
  },
} as const;
