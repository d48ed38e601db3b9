import { createSubscriber } from 'svelte/reactivity';

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
