/** What is known of one press of a key. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The second key of `g u` has to come within this time. */
const SEQUENCE_MS = 1_500;

/** Turns presses into the names that the table of actions uses: `o`, `Shift+K`, `g u`, `?`, `Control+K`. */
export class KeyReader {
  #first: { readonly key: string; readonly at: number } | null = null;

  /** null: a modifier alone, a key with a modifier that means something else, or the first of two. */
  read(press: KeyPress, now: number): string | null {
    const first = this.#first;
    this.#first = null;
    const letter = press.key.length === 1 ? press.key.toLowerCase() : press.key;
    if (press.ctrlKey !== press.metaKey && !press.altKey && !press.shiftKey)
      return letter === 'k' ? 'Control+K' : null;
    if (press.ctrlKey || press.metaKey || press.altKey) return null;
    if (letter === 'Shift') {
      this.#first = first;
      return null;
    }
    if (press.shiftKey && /^[a-z]$/.test(letter)) return `Shift+${letter.toUpperCase()}`;
    if (first !== null && now - first.at <= SEQUENCE_MS) return `${first.key} ${letter}`;
    if (letter !== 'g') return letter;
    this.#first = { key: letter, at: now };
    return null;
  }
}
