import type { BootOutcome } from '../boot/boot-config.ts';
import type { BootGuard } from '../boot/boot-scheme.ts';
import type { FirmwareInfo } from './firmware.ts';

/** A firmware that crashes gets this far, in milliseconds after its start. */
export const CRASH_AFTER_MS = 100;

/**
 * The hardware watchdog that STM32 and RS14100 boot loaders start for hangs (protocol.md 7.5), 10 s:
 * also the time a boot loader's own timer gives an image that was to commit by itself at once.
 */
export const BOOT_LOADER_WATCHDOG_MS = 10_000;

/** What ends the running image by itself. */
export type Guard =
  /** The chip is reset: by a watchdog, by the boot loader's timer, by a crash. */
  | { readonly kind: 'reset'; readonly at: number; readonly why: GuardReason }
  /** The application takes the way back, then restarts. */
  | { readonly kind: 'revert'; readonly at: number };

export type GuardReason = 'crash' | 'watchdog' | 'commit-timeout';

export interface GuardOptions {
  readonly outcome: Exclude<BootOutcome, { readonly kind: 'bricked' }>;
  readonly guard: BootGuard;
  readonly behaviour: FirmwareInfo['behaviour'];
  readonly now: number;
}

/**
 * The guard of an image that has just been started, in the order of the conditions:
 *
 *   crashes                          reset, whatever else
 *   on trial, boot loader's timer    reset after the commit time, hung or not
 *   hung                             reset by the watchdog
 *   on trial, application's timer    revert after the commit time
 *   committed and working            none
 */
export function guardOf({ outcome, guard, behaviour, now }: GuardOptions): Guard | null {
  const trialMs = trialOf(outcome);
  const hung = behaviour !== 'works';
  if (behaviour === 'crashes') return { kind: 'reset', at: now + CRASH_AFTER_MS, why: 'crash' };
  if (guard.kind === 'boot-loader-timer' && trialMs !== null) {
    const limitMs = trialMs === 0 ? BOOT_LOADER_WATCHDOG_MS : trialMs;
    return { kind: 'reset', at: now + limitMs, why: 'commit-timeout' };
  }
  if (hung) return { kind: 'reset', at: now + watchdogOf(guard), why: 'watchdog' };
  return trialMs === null ? null : { kind: 'revert', at: now + trialMs };
}

/** Commit time of an image on trial, null when it is committed. */
export function trialOf(outcome: GuardOptions['outcome']): number | null {
  return outcome.kind === 'booted' && !outcome.committed ? outcome.commitTimeoutMs : null;
}

function watchdogOf(guard: BootGuard): number {
  return guard.kind === 'application-timer' ? guard.watchdogMs : BOOT_LOADER_WATCHDOG_MS;
}
