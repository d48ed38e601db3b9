import { fetchForesight, fetchSurvey } from '../../src/bundle/foresee.ts';
import type { Clock } from '../../src/contracts/clock.ts';

// Virtual time does not wait for a file that is fetched when it is needed: it is there before any test begins, and no
// fetching goes on when they are over.
await Promise.all([fetchSurvey(), fetchForesight()]);

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/**
 * A clock that moves only when everything else stands still. `run` waits for a promise and jumps to the
 * next sleeper whenever nothing else goes on: a 300 s wait takes no time.
 */
export class VirtualClock implements Clock {
  #now = 1000;
  readonly #sleepers = new Set<Sleeper>();

  now(): number {
    return this.#now;
  }

  get sleeping(): number {
    return this.#sleepers.size;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const stop = () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason as Error);
      };
      const sleeper = {
        dueMs: this.#now + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal.removeEventListener('abort', stop);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  /** Moves time on by `ms`, waking sleepers in their order. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await quiet();
    for (let next = this.#next(); next !== undefined && next.dueMs <= end; next = this.#next()) {
      this.#now = next.dueMs;
      next.wake();
      await quiet();
    }
    this.#now = end;
    await quiet();
  }

  /** Settles as `promise` does; time jumps as far as it needs. Fails when nobody sleeps and nothing goes on. */
  async run<T>(promise: Promise<T>): Promise<T> {
    const state = { settled: false };
    const done = () => {
      state.settled = true;
    };
    promise.then(done, done);
    for (let stuck = 0; stuck < 3; stuck += 1) {
      await quiet();
      if (state.settled) return promise;
      const next = this.#next();
      if (next === undefined) continue;
      this.#now = Math.max(this.#now, next.dueMs);
      next.wake();
      stuck = -1;
    }
    throw new Error('nothing goes on and nobody sleeps: the promise never settles');
  }

  #next(): Sleeper | undefined {
    return [...this.#sleepers].sort((a, b) => a.dueMs - b.dueMs)[0];
  }
}

/** Lets all that promises and streams have started come to rest. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
