/** Time as a dependency: the real one is real-clock.ts, tests bring a virtual one. */
export interface Clock {
  /** Milliseconds that never run backwards; the zero is arbitrary. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
