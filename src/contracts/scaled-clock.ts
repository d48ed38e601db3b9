import type { Clock } from './clock.ts';

/** A clock whose time runs `factor` times as fast as the one it is made from. */
export interface ScaledClock extends Clock {
  readonly factor: number;
  /** From now on. Sleepers are woken at the same moment of this clock, which may now come sooner. */
  setFactor(factor: number): void;
  /** Jumps ahead by so many milliseconds of this clock; sleepers that are due by then wake at once. */
  advance(ms: number): void;
}

interface Sleeper {
  readonly dueMs: number;
  restart(): void;
}

export function createScaledClock(inner: Clock, options: { readonly factor: number }): ScaledClock {
  let factor = options.factor;
  let anchorInner = inner.now();
  let anchorOuter = anchorInner;
  const sleepers = new Set<Sleeper>();

  const now = (): number => anchorOuter + (inner.now() - anchorInner) * factor;

  return {
    get factor() {
      return factor;
    },
    now,
    setFactor(next) {
      anchorOuter = now();
      anchorInner = inner.now();
      factor = next;
      for (const sleeper of [...sleepers]) sleeper.restart();
    },
    advance(ms) {
      anchorOuter += Math.max(0, ms);
      for (const sleeper of [...sleepers]) sleeper.restart();
    },
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        let stop = new AbortController();
        const leave = (): void => {
          sleepers.delete(sleeper);
          signal.removeEventListener('abort', cancelled);
          stop.abort();
        };
        const cancelled = (): void => {
          leave();
          reject(signal.reason as Error); // the reason is an OtaError by convention of the session
        };
        const wait = (): void => {
          const mine = stop.signal;
          inner.sleep(Math.max(0, (sleeper.dueMs - now()) / factor), mine).then(
            () => {
              if (mine.aborted) return;
              leave();
              resolve();
            },
            () => undefined, // stopped by a new factor or by the caller's signal
          );
        };
        const sleeper: Sleeper = {
          dueMs: now() + ms,
          restart() {
            stop.abort();
            stop = new AbortController();
            wait();
          },
        };
        if (signal.aborted) {
          cancelled();
          return;
        }
        signal.addEventListener('abort', cancelled, { once: true });
        sleepers.add(sleeper);
        wait();
      });
    },
  };
}
