import { elapsed } from '../../../messages/numbers.ts';
import type { FinishedRun, RunView, StageTime } from '../../state/run-view.ts';
import { STAGES, stageOf } from '../../state/run-view.ts';
import type { StageState } from '../../parts/stage-state.ts';

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
