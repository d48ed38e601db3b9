import type { HeldCount } from '../../../messages/lane-words.ts';
import { STAGE_OF_WRITE, stageOf } from '../../state/run-view.ts';
import type { RunView } from '../../state/run-view.ts';

/** What a pause of the bench does to the devices under way: only what is written can pause. One that is lost is none of these. Pure. */
export function heldCount(runs: readonly RunView[]): HeldCount {
  const here = runs.filter(({ cancelling, pause }) => !cancelling && pause?.why !== 'link-lost');
  const past = here.filter((run) => stageOf(run) > STAGE_OF_WRITE).length;
  const paused = here.filter(({ pause }) => pause !== null).length;
  return { paused, past, pausing: here.length - past - paused };
}
