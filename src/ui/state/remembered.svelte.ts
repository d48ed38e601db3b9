/** A switch that this browser remembers, where it lets a page remember. */
export class Remembered {
  readonly #key: string;
  #on = $state(false);

  /** `on`: what it is until somebody changes it. */
  constructor(key: string, options: { readonly on: boolean }) {
    this.#key = key;
    this.#on = options.on;
    try {
      const saved = localStorage.getItem(key);
      if (saved !== null) this.#on = saved === 'on';
    } catch {
      // storage is closed to this page: it is as at the first visit
    }
  }

  get on(): boolean {
    return this.#on;
  }

  set(on: boolean): void {
    this.#on = on;
    try {
      localStorage.setItem(this.#key, on ? 'on' : 'off');
    } catch {
      // the choice lasts for this page
    }
  }
}

/** Something that is told once and then known, where the browser lets a page remember. */
export interface Once {
  readonly done: boolean;
  tell(): void;
}

export function createOnce(key: string): Once {
  let done = read(key);
  return {
    get done() {
      return done;
    },
    tell() {
      done = true;
      try {
        localStorage.setItem(key, '1');
      } catch {
        // known for this page only
      }
    },
  };
}

function read(key: string): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false; // storage is closed to this page
  }
}
