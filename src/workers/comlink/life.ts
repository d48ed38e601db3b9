/**
 * Browsers tell nobody that a worker is gone. A Web Lock does: the worker holds one for as long as it
 * lives, and whoever waits for the same lock gets it at the moment of death, whatever the cause.
 */
import { OtaError, toFailure } from '../../contracts/failure.ts';
import type { Failure } from '../../contracts/failure.ts';

export interface Life {
  /** Settles once, with `worker/died`, when the worker is gone or `end` was called. Never rejects. */
  readonly died: Promise<Failure>;
  readonly end: () => void;
}

/** Called in the worker. Resolves when the lock is held; where there are no locks, at once. */
export async function holdLife(name: string): Promise<null> {
  await takeAlone(name, { wait: true });
  return null;
}

/**
 * Takes a lock for as long as this thread lives. Without `wait`, false if another page holds it. Where
 * there are no locks, or the page may not use them, true: nothing can be known.
 */
export async function takeAlone(
  name: string,
  options: { readonly wait: boolean },
): Promise<boolean> {
  if (!hasLocks()) return true;
  return new Promise((taken) => {
    const hold = (lock: Lock | null) => {
      taken(lock !== null);
      return lock === null ? undefined : new Promise<never>(() => undefined);
    };
    navigator.locks.request(name, { ifAvailable: !options.wait }, hold).catch(() => taken(true)); // refused
  });
}

/** Runs `work` while this lock is held. Without locks, or where the page may not use them, it runs all the same. */
export async function whileHolding<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (!hasLocks()) return work();
  return new Promise<T>((resolve, reject) => {
    const run = (): Promise<void> => work().then(resolve, reject);
    navigator.locks.request(name, run).catch(run); // refused
  });
}

/**
 * Settles with `worker/died` when the thread that holds this lock is gone. Only once it does hold it;
 * where there are no locks, or the page may not use them, never.
 */
export function diesWith(lock: string, label: string): Promise<Failure> {
  return new Promise((gone) => {
    if (!hasLocks()) return;
    navigator.locks.request(lock, () => gone(deathOf(label))).catch(() => undefined); // refused: nothing can be known
  });
}

/** Called by the worker's owner. `watch` is called once the worker said that it holds the lock. */
export function watchLife(worker: Worker, label: string): Life & { watch(name: string): void } {
  let settle: (failure: Failure) => void = () => undefined;
  const died = new Promise<Failure>((resolve) => {
    settle = resolve;
  });
  const waiting = new AbortController();
  const end = (): void => {
    waiting.abort();
    worker.terminate();
    settle(deathOf(label));
  };
  // A script that does not load or throws at its top level will never answer.
  worker.addEventListener('error', end);
  worker.addEventListener('messageerror', end);
  return {
    died,
    end,
    watch(name) {
      if (!hasLocks()) return;
      navigator.locks.request(name, { signal: waiting.signal }, end).catch(() => undefined); // aborted by end(), or refused
    },
  };
}

const deathOf = (worker: string): Failure => toFailure(new OtaError('worker/died', { worker }));

/** Not in pages served without TLS from another machine. Where a page may store nothing, each request is refused. */
const hasLocks = (): boolean => 'locks' in navigator;
