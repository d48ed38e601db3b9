import { StoredChoice } from './stored-choice.ts';

/** A switch that this browser remembers, where it lets a page remember. */
export class Remembered {
  readonly #stored: StoredChoice;
  #on = $state(false);

  /** `on`: what it is until somebody changes it. */
  constructor(key: string, options: { readonly on: boolean }) {
    this.#stored = new StoredChoice(key);
    const saved = this.#stored.value;
    this.#on = saved === null ? options.on : saved === 'on';
  }

  get on(): boolean {
    return this.#on;
  }

  set(on: boolean): void {
    this.#on = on;
    this.#stored.keep(on ? 'on' : 'off');
  }
}

/** Something that is told once and then known, where the browser lets a page remember. */
export interface Once {
  readonly done: boolean;
  tell(): void;
}

export function createOnce(key: string): Once {
  const stored = new StoredChoice(key);
  let done = stored.value !== null;
  return {
    get done() {
      return done;
    },
    tell() {
      done = true;
      stored.keep('1');
    },
  };
}
