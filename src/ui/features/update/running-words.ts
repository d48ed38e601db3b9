/** What the card of a running update says, before its firmware is on trial. Pure. */
import type { ExpectedTime } from '../../../contracts/expected-time.ts';
import { fileSize } from '../../../messages/numbers.ts';
import {
  smallerBlocks,
  startedOver,
  wentOn,
  wentOnHeard,
} from '../../../messages/waiting-words.ts';
import type { StateWords } from '../../../messages/text-shapes.ts';
import { stateWords } from '../../../messages/state-words.ts';
import { momentOfRun } from '../../state/run-moment.ts';
import type { Resumed, RunView } from '../../state/run-view.ts';
import type { ConnectionMethod } from '../../state/connection-method.ts';
import { moveOfRun } from '../../state/move.ts';

/** Longer than an ESP32 needs for its app (timing.md#flash). */
const LATE_ERASE_MS = 25_000;

export interface RunningFacts {
  /** Written, of all. */
  readonly percent: number;
  /** For how long the device has been erasing; null = it is not. */
  readonly erasingMs: number | null;
  readonly ifLost: ConnectionMethod['traits']['ifLost'];
  /** Of the restart; null = nothing is usual. */
  readonly usual: ExpectedTime['restart'] | null;
}

export function runningWords(run: RunView, facts: RunningFacts): StateWords {
  const move = moveOfRun(run);
  switch (momentOfRun(run)) {
    case 'cancelling':
      return stateWords.cancelling(move);
    case 'checking':
      return stateWords.starting(move, readingOf(run));
    case 'preparing':
      return stateWords.preparing(move);
    case 'paused':
    case 'lost':
    case 'writing':
      return writingWords(run, facts);
    case 'finishing':
      return stateWords.finishing(move);
    case 'restarting':
      return stateWords.restarting(move, facts.usual);
    case 'silent':
    case 'trial':
    case 'verifying':
      return stateWords.verifying(move);
    case 'going-back':
      return stateWords.revertingByHand(move);
    case 'keeping':
      return stateWords.keeping(move);
  }
}

const readingOf = ({ reading }: RunView): readonly [string, string] | undefined =>
  reading && [fileSize(reading.doneBytes), fileSize(reading.totalBytes)];

function writingWords(run: RunView, { percent, erasingMs, ifLost }: RunningFacts): StateWords {
  const move = moveOfRun(run);
  if (erasingMs !== null && erasingMs > LATE_ERASE_MS) return stateWords.erasingLate(move);
  if (erasingMs !== null) return stateWords.erasing(move, ifLost);
  return { ...stateWords.writing(move, percent, ifLost), ...resumedWords(run.resumed, percent) };
}

/** After a pause the tag says how it went on, and so does the voice. */
function resumedWords(resumed: Resumed | null, percent: number): Partial<StateWords> {
  if (resumed === null) return {};
  const text = resumedText(resumed);
  const heard = resumed.how === 'went-on' ? wentOnHeard(percent) : `${text}.`;
  const [tone, mark] =
    resumed.how === 'went-on' ? (['live', 'live'] as const) : (['hold', 'hold'] as const);
  return { tag: { tone, mark, text }, heard: { text: heard, urgent: false } };
}

function resumedText(resumed: Resumed): string {
  switch (resumed.how) {
    case 'went-on':
      return wentOn(resumed.offset);
    case 'smaller-blocks':
      return smallerBlocks(resumed);
    case 'started-over':
      return startedOver(resumed.why);
  }
}
