import type { Verdict } from './batch-slot-state.ts';
import type { HeldCount } from '../../../messages/batch-words.ts';
import { STAGE_OF_WRITE, stageOf } from '../../state/run-view.ts';
import type { RunView } from '../../state/run-view.ts';

/** How the bench stands, since its page was opened. */
export interface BatchSummary {
  readonly passed: number;
  readonly wentBack: number;
  readonly stopped: number;
  /** Of those that were written and kept, in milliseconds. */
  readonly keptMs: number;
  readonly kept: number;
}

export const emptySummary: BatchSummary = {
  passed: 0,
  wentBack: 0,
  stopped: 0,
  keptMs: 0,
  kept: 0,
};

/** One batch slot more is over. `tookMs` null: nothing was written. */
export function withVerdict(
  summary: BatchSummary,
  verdict: Verdict | null,
  tookMs: number | null,
): BatchSummary {
  switch (verdict) {
    case null:
      return summary; // what a person stops is no result
    case 'went-back':
      return { ...summary, wentBack: summary.wentBack + 1 };
    case 'stopped':
      return { ...summary, stopped: summary.stopped + 1 };
    case 'passed': {
      const passed = { ...summary, passed: summary.passed + 1 };
      return tookMs === null
        ? passed
        : { ...passed, kept: summary.kept + 1, keptMs: summary.keptMs + tookMs };
    }
  }
}

export const meanMs = ({ kept, keptMs }: BatchSummary): number | null =>
  kept === 0 ? null : keptMs / kept;

/** What a pause of the bench does to the devices under way: only what is written can pause. One that is lost is none of these. Pure. */
export function heldCount(runs: readonly RunView[]): HeldCount {
  const here = runs.filter(({ cancelling, pause }) => !cancelling && pause?.why !== 'link-lost');
  const past = here.filter((run) => stageOf(run) > STAGE_OF_WRITE).length;
  const paused = here.filter(({ pause }) => pause !== null).length;
  return { paused, past, pausing: here.length - past - paused };
}
