const KEY = 'slipway-bluetooth-name';

/** Which names the browser's list shows: the usual ones, or one that people gave their devices. */
export class NameChoice {
  /** How stock firmware names itself. */
  readonly usual: readonly string[];
  #typed = $state(read());

  constructor(usual: readonly string[]) {
    this.usual = usual;
  }

  /** Empty = the usual ones. */
  get typed(): string {
    return this.#typed;
  }

  get beginnings(): readonly string[] {
    return this.#typed === '' ? this.usual : [this.#typed];
  }

  /** Kept for the next visit: the devices of one place are called alike. */
  type(name: string): void {
    this.#typed = name.trim();
    try {
      localStorage.setItem(KEY, this.#typed);
    } catch {
      // known for this page only
    }
  }
}

function read(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return ''; // storage is closed to this page
  }
}
