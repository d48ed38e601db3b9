import type { RunView } from '../../state/run-view.ts';
import { STAGE_OF_RESTART, stageOf } from '../../state/run-view.ts';

/** Where no restart of such a device was seen yet: what most need, twice (ota-service.md#restart: 10–60 s). */
const LATE_MS = 45_000;
/** A device that is usually back at once is not called late for a few seconds. */
const LEAST_LATE_MS = 10_000;

/** How long the device is away since it was told to restart; null while it is not. */
export function awayMs(run: RunView, now: number): number | null {
  if (stageOf(run) !== STAGE_OF_RESTART || run.cancelling) return null;
  const startedAt = run.stages[STAGE_OF_RESTART]?.startedAt;
  return startedAt === undefined ? null : now - startedAt;
}

/** More than twice as long as usual. */
export function isLate(run: RunView, now: number, usualMs: number | null): boolean {
  const away = awayMs(run, now);
  if (away === null) return false;
  return away >= (usualMs === null ? LATE_MS : Math.max(LEAST_LATE_MS, 2 * usualMs));
}
