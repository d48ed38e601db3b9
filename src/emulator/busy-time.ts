import type { Clock } from '../contracts/clock.ts';

/** A device that is busy answers nobody: what its flash operations take is waited for here. */
export interface BusyTime {
  /** Adds to what is owed; costs nothing by itself. */
  owe(costMs: number): void;
  /** Waits until the debt is paid; rejects with the signal's reason when aborted, the debt is then forgotten. */
  settle(signal: AbortSignal): Promise<void>;
}

/** Shorter waits than a timer can keep are saved up, so that many small costs add up to the right sum. */
const SHORTEST_SLEEP_MS = 1;
/** A timer that fires late earns no more credit than this. */
const MOST_CREDIT_MS = 20;

export function createBusyTime(clock: Clock): BusyTime {
  let debtMs = 0;
  return {
    owe(costMs) {
      debtMs += costMs;
    },
    async settle(signal) {
      if (debtMs < SHORTEST_SLEEP_MS) return;
      const startedAt = clock.now();
      const asked = debtMs;
      debtMs = 0;
      await clock.sleep(asked, signal);
      debtMs += Math.max(-MOST_CREDIT_MS, asked - (clock.now() - startedAt));
    },
  };
}
