import { elapsed, fileSize } from '../../../messages/numbers.ts';
import type { FinishedRun, RunView, StageTime } from '../../state/run-view.ts';
import { STAGES, stageOf } from '../../state/run-view.ts';
import type { StageState } from '../../../messages/text-shapes.ts';
import { outside } from '../../../messages/outside-text.ts';
import { screenWords } from '../../../messages/screen-words.ts';
import type { PartReport } from '../../../workers/api.ts';

export interface StageCell {
  readonly state: StageState;
  readonly time: string | null;
}

/** Shorter than this a stage shows no time: it would only flicker. */
const WORTH_SHOWING_MS = 1_000;

const timeOf = (time: StageTime | null | undefined, now: number): string | null => {
  if (time === null || time === undefined) return null;
  const ms = (time.endedAt ?? now) - time.startedAt;
  return ms < WORTH_SHOWING_MS ? null : elapsed(ms);
};

const row = (stateOf: (index: number) => StageState, run: RunView | null, now: number) =>
  Array.from({ length: STAGES }, (_, index): StageCell => {
    const state = stateOf(index);
    return { state, time: state === 'todo' ? null : timeOf(run?.stages[index], now) };
  });

/** Before an update: only the check is behind us, or it is what stops us. */
export const idleStages = (check: 'done' | 'todo' | 'fail'): readonly StageCell[] =>
  row((index) => (index === 0 ? check : 'todo'), null, 0);

/** `state`: how the stage stands that it is in. */
export function runningStages(
  run: RunView,
  now: number,
  state: 'here' | 'late' = 'here',
): readonly StageCell[] {
  const here = stageOf(run);
  return row((index) => (index < here ? 'done' : index === here ? state : 'todo'), run, now);
}

export function finishedStages({ run, result, endedAt }: FinishedRun): readonly StageCell[] {
  const last = result.result === 'reverted' ? STAGES - 1 : stageOf(run);
  const lastState = LAST[result.result];
  return row(
    (index) => (index < last ? 'done' : index === last ? lastState : 'todo'),
    run,
    endedAt,
  );
}

const LAST: Readonly<Record<FinishedRun['result']['result'], StageState>> = {
  committed: 'done',
  uncommitted: 'here',
  refused: 'fail',
  failed: 'fail',
  cancelled: 'held',
  reverted: 'held',
  other: 'fail',
  unknown: 'held',
};

type Placed = PartReport & { readonly dataOffset: number };

const placed = (parts: readonly PartReport[]): readonly Placed[] =>
  parts
    .filter((part): part is Placed => part.dataOffset !== null)
    .sort((a, b) => a.dataOffset - b.dataOffset);

/** Where the parts of the file begin, as shares of it; a part too small to see has no notch. */
export function partNotches({ order: { parts, bundleBytes } }: RunView): readonly number[] {
  const smallest = bundleBytes / 100;
  return placed(parts)
    .filter((part) => part.sizeBytes > smallest && part.dataOffset > smallest)
    .map((part) => part.dataOffset / bundleBytes);
}

/** `app20.bin 807 kB of 1.06 MB`: the part that the confirmed bytes end in. */
export function partCaption({ order: { parts }, acknowledgedBytes }: RunView): string | null {
  const begun = placed(parts).filter((part) => part.dataOffset < acknowledgedBytes);
  const part = begun.at(-1);
  if (part === undefined) return null;
  const done = Math.min(part.sizeBytes, acknowledgedBytes - part.dataOffset);
  return screenWords.gauge.part(
    outside(part.file ?? part.name),
    fileSize(done),
    fileSize(part.sizeBytes),
  );
}
