interface Waiter<T> {
  readonly item: T;
  readonly go: (admitted: boolean) => void;
}

/** Who may be written now, and who waits for it, in the order of the starts. */
export class WriteQueue<T> {
  readonly #most: number;
  #writing: readonly T[] = [];
  #waiting = $state.raw<readonly Waiter<T>[]>([]);
  #held = $state(false);

  constructor(most: number) {
    this.#most = most;
  }

  /** Nobody is admitted until `goOn`. */
  get held(): boolean {
    return this.#held;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Null: it has a place at once. Else settles when its turn comes, with true, or when it leaves before, with false. */
  enter(item: T): Promise<boolean> | null {
    if (!this.#held && this.#writing.length < this.#most) {
      this.#writing = [...this.#writing, item];
      return null;
    }
    return new Promise((go) => {
      this.#waiting = [...this.#waiting, { item, go }];
    });
  }

  /** It needs no place any more, or no longer waits for one; the next in line get theirs. */
  leave(item: T): void {
    this.#writing = this.#writing.filter((one) => one !== item);
    const waiter = this.#waiting.find((one) => one.item === item);
    this.#waiting = this.#waiting.filter((one) => one !== waiter);
    waiter?.go(false);
    // Nobody is left for whom it could end.
    if (this.#writing.length === 0 && this.#waiting.length === 0) this.#held = false;
    this.#admit();
  }

  hold(): void {
    this.#held = true;
  }

  goOn(): void {
    this.#held = false;
    this.#admit();
  }

  /** In line, from 1; null = it does not wait. */
  placeOf(item: T): number | null {
    const at = this.#waiting.findIndex((one) => one.item === item);
    return at < 0 ? null : at + 1;
  }

  #admit(): void {
    while (!this.#held && this.#writing.length < this.#most) {
      const [next, ...others] = this.#waiting;
      if (next === undefined) return;
      this.#waiting = others;
      this.#writing = [...this.#writing, next.item];
      next.go(true);
    }
  }
}
