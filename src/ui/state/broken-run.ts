import type { Failure } from '../../contracts/failure.ts';
import type { UpdateResult } from '../../workers/api.ts';
import { STAGE_OF_WRITE, stageOf } from './run-view.ts';
import type { RunView } from './run-view.ts';

/** The worker itself failed. Before OTA.End the device cannot have changed; after it, only the device knows. */
export function broken(run: RunView, now: number, failure: Failure): UpdateResult {
  const { order, startedAt, acknowledgedBytes } = run;
  return {
    result: stageOf(run) <= STAGE_OF_WRITE ? 'failed' : 'unknown',
    failure,
    from: order.from,
    to: order.to,
    bytes: acknowledgedBytes,
    seconds: (now - startedAt) / 1_000,
    writeSeconds: 0,
  };
}
