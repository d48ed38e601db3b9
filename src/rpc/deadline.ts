/** The only place where a wait gets its bound; the timers themselves are the clock's. */
import type { Clock } from '../contracts/clock.ts';
import { abortError, OtaError } from '../contracts/failure.ts';

/** A controller that aborts with its parents. */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(reason: OtaError): void;
  /** Lets go of the parents: a session's signal outlives thousands of calls. */
  release(): void;
}

/** Aborts with the first of `parents` that does, at once if one already has. The caller releases it. */
export function linkAbort(...parents: readonly AbortSignal[]): LinkedAbort {
  const controller = new AbortController();
  const follow = (event: { readonly target: unknown }): void => {
    if (event.target instanceof AbortSignal) controller.abort(event.target.reason);
  };
  for (const parent of parents) {
    if (parent.aborted) controller.abort(parent.reason);
    else parent.addEventListener('abort', follow, { once: true });
  }
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    release: () => {
      for (const parent of parents) parent.removeEventListener('abort', follow);
    },
  };
}

/** Throws the signal's OtaError if it has aborted. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortError(signal);
}

/** Settles as `promise` does, or rejects as soon as the signal aborts. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    promise.catch(() => undefined); // the abort is what is told
    throw abortError(signal);
  }
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(abortError(signal));
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

export interface DeadlineOptions {
  readonly clock: Clock;
  readonly ms: number;
  readonly signal: AbortSignal;
  /** What to throw when the time is over. */
  readonly late: () => OtaError;
}

/**
 * Runs `work` for at most `ms`. Its own signal aborts when the time is over or `signal` aborts, and what
 * it does after that is not waited for.
 */
export async function withDeadline<T>(
  { clock, ms, signal, late }: DeadlineOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  throwIfAborted(signal);
  const inner = linkAbort(signal);
  const timer = new AbortController();
  clock.sleep(ms, timer.signal).then(
    () => inner.abort(late()),
    () => undefined, // the work was over first
  );
  try {
    return await untilAborted(work(inner.signal), inner.signal);
  } finally {
    timer.abort(new OtaError('cancelled', { by: 'user' }));
    inner.release();
  }
}

/** Between tries to connect, in milliseconds; the last one repeats. */
const PAUSES_MS = [250, 500, 1000, 2000, 3000];

/** How long to wait before each further try to reach a device. */
export interface BackOff {
  next(): number;
}

export function createBackOff(): BackOff {
  let at = 0;
  return {
    next() {
      const pause = PAUSES_MS[Math.min(at, PAUSES_MS.length - 1)] ?? 0;
      at += 1;
      return pause;
    },
  };
}
