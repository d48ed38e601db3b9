/** Values by their keys, the least first. */
export class Heap<T> {
  readonly #entries: { readonly key: number; readonly value: T }[] = [];

  get size(): number {
    return this.#entries.length;
  }

  /** null = it is empty. */
  get firstKey(): number | null {
    return this.#entries[0]?.key ?? null;
  }

  push(key: number, value: T): void {
    const entries = this.#entries;
    entries.push({ key, value });
    for (let at = entries.length - 1; at > 0;) {
      const above = (at - 1) >> 1;
      if (this.#keyAt(above) <= key) return;
      this.#swap(at, above);
      at = above;
    }
  }

  pop(): T | null {
    const entries = this.#entries;
    const [first] = entries;
    const last = entries.pop();
    if (first === undefined || last === undefined) return null;
    if (entries.length === 0) return first.value;
    entries[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const least = this.#keyAt(left + 1) < this.#keyAt(left) ? left + 1 : left;
      if (this.#keyAt(least) >= this.#keyAt(at)) return first.value;
      this.#swap(at, least);
      at = least;
    }
  }

  #keyAt(at: number): number {
    return this.#entries[at]?.key ?? Infinity;
  }

  #swap(one: number, other: number): void {
    const entries = this.#entries;
    const [a, b] = [entries[one], entries[other]];
    if (a === undefined || b === undefined) throw new RangeError(`${one}, ${other}`);
    entries[one] = b;
    entries[other] = a;
  }
}
