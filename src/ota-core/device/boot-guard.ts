import type { BootGuard } from '../boot/boot-scheme.ts';
import { isAlive } from '../boot/firmware.ts';
import type { FirmwareInfo } from '../boot/firmware.ts';

/** A firmware that crashes, or gives up, gets this far, in milliseconds after its start. */
export const CRASH_AFTER_MS = 100;

/** What ends the running image by itself. */
export type Guard =
  /** The chip is reset: by a watchdog, by the boot loader's timer, by a crash. */
  | { readonly kind: 'reset'; readonly at: number; readonly why: GuardReason }
  /** The application takes the way back, then restarts. */
  | {
      readonly kind: 'revert';
      readonly at: number;
      readonly why: 'commit-timeout' | 'init-failed';
    };

export type GuardReason = 'crash' | 'watchdog' | 'commit-timeout';

export interface GuardOptions {
  /** Time on trial, null when committed. */
  readonly trialMs: number | null;
  /** Its filesystem could not be mounted or merged. */
  readonly initFailed: boolean;
  readonly guard: BootGuard;
  readonly behaviour: FirmwareInfo['behaviour'];
  /** Of the profile: ends what hangs where no commit timer does. */
  readonly watchdogMs: number;
  readonly now: number;
}

/**
 * The guard of an image that has just been started, in the order of the conditions:
 *
 *   crashes                          reset, whatever else
 *   on trial, filesystem failed      revert
 *   on trial, boot loader's timer    reset after the commit time, hung or not
 *   hung                             reset by the watchdog
 *   on trial, application's timer    revert after the commit time
 *   committed and working            none
 */
export function guardOf({
  trialMs,
  initFailed,
  guard,
  behaviour,
  watchdogMs,
  now,
}: GuardOptions): Guard | null {
  const hung = !isAlive(behaviour);
  if (behaviour === 'crashes') return { kind: 'reset', at: now + CRASH_AFTER_MS, why: 'crash' };
  if (initFailed && !hung) return { kind: 'revert', at: now + CRASH_AFTER_MS, why: 'init-failed' };
  if (guard.kind === 'boot-loader-timer' && trialMs !== null) {
    // A time of 0 is for the image to commit by itself; the watchdog's is what it gets for that.
    const limitMs = trialMs === 0 ? watchdogMs : trialMs;
    return { kind: 'reset', at: now + limitMs, why: 'commit-timeout' };
  }
  if (hung) return { kind: 'reset', at: now + hangLimit(guard, watchdogMs), why: 'watchdog' };
  return trialMs === null ? null : { kind: 'revert', at: now + trialMs, why: 'commit-timeout' };
}

function hangLimit(guard: BootGuard, watchdogMs: number): number {
  return guard.kind === 'application-timer' ? guard.watchdogMs : watchdogMs;
}
