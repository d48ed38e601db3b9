/** What this browser remembers for the page, where it lets a page remember: choices, switches, what was told once. */

/** One choice, under a key. */
export class StoredChoice {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** The browser lets this page keep a choice. */
  get isKept(): boolean {
    return this.#read() !== undefined;
  }

  /** null: none was made, or the storage is closed to this page. */
  get value(): string | null {
    return this.#read() ?? null;
  }

  /** null takes it away. false: it could not be kept, and lasts for this page. */
  keep(value: string | null): boolean {
    try {
      if (value === null) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, value);
      return true;
    } catch {
      return false;
    }
  }

  #read(): string | null | undefined {
    try {
      return localStorage.getItem(this.#key);
    } catch {
      return undefined; // storage is closed to this page
    }
  }
}

/** A switch. */
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

/** Something that is told once and then known. */
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
