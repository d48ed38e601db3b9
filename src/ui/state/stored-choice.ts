/** One choice that this browser keeps under a key, where it lets a page keep any. */
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
