/** Where a device stands in a roll-out: what a coordinator keeps of it, and all that another one needs to go on. */
import type { Failure, FailureCode } from '../contracts/failure.ts';
import type { UpdateResult } from '../update/events.ts';

/** Why a device was passed over. Nothing was written to it. */
export type SkipReason = 'already-there' | 'no-bundle' | 'went-back-before';

/** `wave`: in which it was started, from 0. `tries`: how often it was reached, the one under way included. Times in milliseconds of the wall clock. */
export type DeviceRecord =
  /** Also one that is tried again, not before this time; it keeps its place in its wave. */
  | {
      readonly state: 'waiting';
      readonly wave: number | null;
      readonly tries: number;
      readonly notBeforeMs: number;
      readonly failure: Failure | null;
    }
  | {
      readonly state: 'under-way';
      readonly wave: number;
      readonly tries: number;
      readonly sinceMs: number;
    }
  /** `soaked`: it was asked again when its time was over, and still ran the new firmware. */
  | {
      readonly state: 'committed';
      readonly wave: number;
      readonly tries: number;
      readonly atMs: number;
      readonly soaked: boolean;
    }
  /** It runs its old firmware again. */
  | FailedRecord<'went-back'>
  /** It keeps its old firmware, or what it runs is not known. */
  | FailedRecord<'failed'>
  | { readonly state: 'skipped'; readonly why: SkipReason; readonly failure: Failure }
  /** It cannot be reached since this time. `looks`: how often it was looked for, the later ones after all other devices. */
  | {
      readonly state: 'offline';
      readonly tries: number;
      readonly sinceMs: number;
      readonly looks: number;
      readonly notBeforeMs: number;
      readonly failure: Failure;
    };

interface FailedRecord<S> {
  readonly state: S;
  readonly wave: number;
  readonly tries: number;
  readonly atMs: number;
  readonly failure: Failure;
}

/** How one try to update a device ended. */
export type JobEnd =
  | { readonly kind: 'committed' }
  | { readonly kind: 'skipped'; readonly why: SkipReason; readonly failure: Failure }
  | { readonly kind: 'offline'; readonly failure: Failure }
  | { readonly kind: 'went-back'; readonly failure: Failure }
  /** `mayAgain`: it keeps its old firmware and nothing that was seen would be the same again. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly mayAgain: boolean }
  /** The coordinator called it off before the device restarted. */
  | { readonly kind: 'called-off' }
  /** Another coordinator began it, and nothing of that is left: the device keeps its old firmware, and is no worse than before. */
  | { readonly kind: 'put-back' };

/** Why a committed device, asked again after its time, does not count as such any more. */
export type SoakFailure = Extract<JobEnd, { kind: 'went-back' | 'failed' }>;

/** Of a device that is offline: since when, and how often it was looked for. */
export interface Absence {
  readonly sinceMs: number;
  readonly looks: number;
}

interface JobEndedOptions {
  readonly nowMs: number;
  readonly plan: { readonly soakMs: number; readonly retries: number };
  /** null = it was reached, or this is the first time that it was not. */
  readonly absence: Absence | null;
}

/** Between two tries of the same device: doubled each time, up to the longest. */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;

const pauseAfter = (tries: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, tries - 1));

/** Where a device stands when one try is over. */
export function recordAfter(
  { wave, tries }: Extract<DeviceRecord, { state: 'under-way' }>,
  end: JobEnd,
  { nowMs, plan, absence }: JobEndedOptions,
): DeviceRecord {
  const notBeforeMs = nowMs + pauseAfter(tries);
  const untried = { state: 'waiting', tries: tries - 1, failure: null } as const;
  switch (end.kind) {
    case 'committed':
      return { state: 'committed', wave, tries, atMs: nowMs, soaked: plan.soakMs === 0 };
    case 'skipped':
      return { state: 'skipped', why: end.why, failure: end.failure };
    case 'went-back':
      return { state: 'went-back', wave, tries, atMs: nowMs, failure: end.failure };
    case 'called-off':
      return { ...untried, wave: null, notBeforeMs: nowMs };
    case 'put-back':
      return { ...untried, wave, notBeforeMs };
    case 'failed':
      if (end.mayAgain && tries <= plan.retries)
        return { state: 'waiting', wave, tries, notBeforeMs, failure: end.failure };
      return { state: 'failed', wave, tries, atMs: nowMs, failure: end.failure };
    case 'offline': {
      const { sinceMs, looks } = absence ?? { sinceMs: nowMs, looks: 0 };
      return {
        state: 'offline',
        tries: tries - 1,
        sinceMs,
        looks: looks + 1,
        notBeforeMs: nowMs + pauseAfter(looks + 1),
        failure: end.failure,
      };
    }
  }
}

/** Refused with one of these, a device needs nothing, or nothing of what there is. */
const SKIPS: Partial<Record<FailureCode, SkipReason>> = {
  'device/same-version': 'already-there',
  'bundle/wrong-platform': 'no-bundle',
};

/** Nobody was reached, or whoever was reached said nothing. */
const UNREACHED: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'link/refused',
  'link/lost',
  'link/no-answer',
  'link/out-of-reach',
  'link/device-away',
  'link/no-host',
  'rpc/timeout',
]);

/** Nothing was written to it yet: whoever cannot be reached is offline. */
export const unreachedEnd = (failure: Failure): JobEnd =>
  UNREACHED.has(failure.code)
    ? { kind: 'offline', failure }
    : { kind: 'failed', failure, mayAgain: false };

/** `wrote`: a byte of the bundle may have reached the device. */
export function jobEndOf(result: UpdateResult, { wrote }: { readonly wrote: boolean }): JobEnd {
  switch (result.result) {
    case 'committed':
      return { kind: 'committed' };
    case 'reverted':
      return { kind: 'went-back', failure: result.failure };
    case 'cancelled':
      return { kind: 'called-off' };
    case 'refused': {
      const { failure } = result;
      const why = SKIPS[failure.code];
      if (why !== undefined) return { kind: 'skipped', why, failure };
      return { kind: 'failed', failure, mayAgain: failure.code === 'device/busy' };
    }
    case 'failed': {
      const { failure } = result;
      if (!wrote) return unreachedEnd(failure);
      const mayAgain = UNREACHED.has(failure.code) || failure.code === 'update/timed-out';
      return { kind: 'failed', failure, mayAgain };
    }
    case 'uncommitted':
    case 'other':
    case 'unknown':
      return { kind: 'failed', failure: result.failure ?? notCommitted(result), mayAgain: false };
  }
}

const notCommitted = ({ to }: UpdateResult): Failure => ({
  code: 'device/uncommitted',
  facts: { version: to },
  trace: '',
});
