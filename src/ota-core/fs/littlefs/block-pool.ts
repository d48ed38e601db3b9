/** Which blocks nobody needs, for the length of one operation: what it frees itself is not handed out again by it. */
export class BlockPool {
  readonly #isTaken: Uint8Array;
  #next: number;
  #free: number;

  /** `start`: where to look first; it spreads the wear. Takes `isTaken` over. */
  constructor(isTaken: Uint8Array, start: number) {
    this.#isTaken = isTaken;
    this.#next = isTaken.length === 0 ? 0 : start % isTaken.length;
    this.#free = isTaken.reduce((sum, taken) => sum + (taken === 0 ? 1 : 0), 0);
  }

  get free(): number {
    return this.#free;
  }

  /** null: there is none left. */
  take(): number | null {
    const found = this.#isTaken.indexOf(0, this.#next);
    const block = found >= 0 ? found : this.#isTaken.indexOf(0);
    if (block < 0) return null;
    this.#isTaken[block] = 1;
    this.#next = block + 1;
    this.#free -= 1;
    return block;
  }
}
