import { createSubscriber } from 'svelte/reactivity';

/** Times of day, in milliseconds since 1970. Both clocks are read together, whatever is set meanwhile. */

/** When it was `at` by the window's own clock. */
export const wallOf = (at: number): number => Date.now() - (performance.now() - at);

/** In so many milliseconds, to the second, so that it stands still while it is shown. */
export const wallIn = (ms: number): number => Math.round((Date.now() + ms) / 1_000) * 1_000;

/** The two clocks of the window. */
export interface ScreenClocks {
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

const EVERY_MS = 250;

/** The window's clock as a screen sees it: moves on while something on the screen reads it, and rests otherwise. */
export class Ticker {
  readonly #subscribe: () => void;

  constructor() {
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, EVERY_MS);
      return () => clearInterval(timer);
    });
  }

  /** Milliseconds that never run backwards. */
  get now(): number {
    this.#subscribe();
    return performance.now();
  }
}
