import { abortError } from '../../contracts/failure.ts';
import type { Clock } from '../../contracts/clock.ts';

/** A clock that is moved by hand, and whose sleepers are woken one by one, by the order in which they fell asleep. */
export class TapeClock implements Clock {
  readonly #sleepers = new Map<number, () => void>();
  #now = 0;
  #sleeps = 0;

  now(): number {
    return this.#now;
  }

  sleep(_ms: number, signal: AbortSignal): Promise<void> {
    const number = this.#sleeps;
    this.#sleeps += 1;
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#sleepers.delete(number);
        reject(abortError(signal));
      };
      if (signal.aborted) {
        stop();
        return;
      }
      signal.addEventListener('abort', stop, { once: true });
      this.#sleepers.set(number, () => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
    });
  }

  /** Nothing, where it is awake already. */
  wake(number: number): void {
    const wake = this.#sleepers.get(number);
    this.#sleepers.delete(number);
    wake?.();
  }

  /** Never back. */
  moveTo(at: number): void {
    this.#now = Math.max(this.#now, at);
  }
}
