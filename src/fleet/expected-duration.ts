/** How long a roll-out takes where nothing goes wrong: waves, devices at once, soak and quiet hours. Pure. */
import type { RollOutPlan } from './plan.ts';
import { clearOf } from './quiet-hours.ts';

/** What an update takes where none was seen: writing, a restart and the trial. */
export const ASSUMED_UPDATE_MS = 120_000;

/** More groups of devices one after the other are taken to be as long as these, without their quiet hours. */
const MOST_STEPS = 2_000;

interface DurationOptions {
  /** Devices in each wave. */
  readonly waves: readonly number[];
  readonly updateMs: number;
  /** Of the wall clock, ms since 1970. */
  readonly nowMs: number;
}

/** Milliseconds; null = it never ends, for there is no hour that is not quiet. */
export function expectedDuration(
  { atOnce, soakMs, quietHours }: Pick<RollOutPlan, 'atOnce' | 'soakMs' | 'quietHours'>,
  { waves, updateMs, nowMs }: DurationOptions,
): number | null {
  let atMs = nowMs;
  let steps = 0;
  for (const devices of waves) {
    for (let left = devices; left > 0; left -= atOnce) {
      steps += 1;
      if (quietHours !== null && steps <= MOST_STEPS) atMs = clearOf(quietHours, atMs, updateMs);
      if (atMs === Infinity) return null;
      atMs += updateMs;
    }
    atMs += soakMs;
  }
  return atMs - nowMs;
}
