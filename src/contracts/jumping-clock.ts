import type { Clock } from './clock.ts';

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** A moment after which all that promises have begun has come to rest. */
export type Rest = () => Promise<void>;

/** Turns of a thread's event loop after which whatever promises and streams have begun has come to rest. */
const TURNS_TO_REST = 4;

/** `turn` settles in the next turn of the event loop. */
export const restAfter =
  (turn: () => Promise<void>): Rest =>
  async () => {
    for (let done = 0; done < TURNS_TO_REST; done += 1) await turn();
  };

/**
 * A clock that moves only when everything else stands still. `run` waits for a promise and jumps to the next sleeper whenever nothing
 * else goes on: a wait of 300 s takes no time.
 */
export class JumpingClock implements Clock {
  #now = 1000;
  readonly #rest: Rest;
  readonly #sleepers = new Set<Sleeper>();

  constructor(rest: Rest) {
    this.#rest = rest;
  }

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
    await this.#rest();
    for (let next = this.#next(); next !== undefined && next.dueMs <= end; next = this.#next()) {
      this.#now = next.dueMs;
      next.wake();
      await this.#rest();
    }
    this.#now = end;
    await this.#rest();
  }

  /** Settles as `promise` does; time jumps as far as it needs. Fails when nobody sleeps and nothing goes on. */
  async run<T>(promise: Promise<T>): Promise<T> {
    const state = { settled: false };
    const done = () => {
      state.settled = true;
    };
    promise.then(done, done);
    for (let stuck = 0; stuck < 3; stuck += 1) {
      await this.#rest();
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
