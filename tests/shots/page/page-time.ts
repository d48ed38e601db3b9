/**
 * The page's time stands still and moves only when it is told to: timers, `performance.now` and
 * `Date.now` are one virtual clock, so that a picture is the same every time it is taken.
 */
interface Timer {
  readonly dueMs: number;
  /** null: once. */
  readonly everyMs: number | null;
  readonly run: () => void;
}

/** 20 November 2026, 14:26:43 UTC: the afternoon in which the story of the design plays. */
const WALL_AT_START_MS = Date.UTC(2026, 10, 20, 14, 26, 43);
/** Turns of the event loop after which what was started has come to rest. */
const TURNS = 5;
/**
 * The shortest wait that moves the time on. What waits for the rest of a time, as the pace of a cable does, is else
 * stopped for good by a rest that is lost when it is added to a large number.
 */
const LEAST_MS = 0.01;

export class PageTime {
  #now = 0;
  #lastId = 0;
  #reading = 0;
  readonly #timers = new Map<number, Timer>();
  readonly #channel = new MessageChannel();
  readonly #own = {
    setTimeout: window.setTimeout,
    setInterval: window.setInterval,
    clearTimeout: window.clearTimeout,
    clearInterval: window.clearInterval,
  };

  /** From now on the whole page lives in this time. */
  install(): void {
    const add = (run: () => void, ms: number, everyMs: number | null): number => {
      this.#lastId += 1;
      const dueMs = this.#now + (ms > 0 ? Math.max(LEAST_MS, ms) : 0);
      this.#timers.set(this.#lastId, { dueMs, everyMs, run });
      return this.#lastId;
    };
    const remove = (id: number) => this.#timers.delete(id);
    Object.assign(window, {
      setTimeout: (run: () => void, ms = 0) => add(run, ms, null),
      setInterval: (run: () => void, ms = 0) => add(run, ms, Math.max(1, ms)),
      clearTimeout: remove,
      clearInterval: remove,
    });
    Object.defineProperty(performance, 'now', { value: () => this.#now });
    Date.now = () => WALL_AT_START_MS + this.#now;
    this.#countReads();
  }

  /** The product's time stands still for good; whoever looks at the page has timers that run. */
  leave(): void {
    Object.assign(window, this.#own);
  }

  /** Moves on by `ms`, timer by timer. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let next = this.#next(); next !== null && next[1].dueMs <= end; next = this.#next())
      await this.#fire(next);
    this.#now = end;
    await this.settle();
  }

  /** Moves on until `done`; fails when that takes more than `withinMs`. */
  async until(done: () => boolean, { withinMs = 600_000, what = 'what was waited for' } = {}) {
    const end = this.#now + withinMs;
    await this.settle();
    while (!done()) {
      const next = this.#next();
      if (next === null || next[1].dueMs > end) throw new Error(`${what} does not come`);
      await this.#fire(next);
    }
  }

  /** Moves on until the promise is settled. */
  async run<T>(promise: Promise<T>): Promise<T> {
    const state = { settled: false };
    const done = () => {
      state.settled = true;
    };
    promise.then(done, done);
    await this.until(() => state.settled);
    return promise;
  }

  /** Lets all that was started come to rest; time stands still. */
  async settle(): Promise<void> {
    do for (let turn = 0; turn < TURNS; turn += 1) await this.#turn();
    while (this.#reading > 0);
  }

  async #fire([id, timer]: readonly [number, Timer]): Promise<void> {
    this.#now = Math.max(this.#now, timer.dueMs);
    this.#timers.delete(id);
    if (timer.everyMs !== null)
      this.#timers.set(id, { ...timer, dueMs: this.#now + timer.everyMs });
    timer.run();
    await this.settle();
  }

  #next(): readonly [number, Timer] | null {
    let first: readonly [number, Timer] | null = null;
    for (const entry of this.#timers)
      if (first === null || entry[1].dueMs < first[1].dueMs) first = entry;
    return first;
  }

  #turn(): Promise<void> {
    const { port1, port2 } = this.#channel;
    return new Promise((resolve) => {
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
  }

  /** Reading a Blob, and what WebCrypto does, take real time. */
  #countReads(): void {
    for (const method of ['arrayBuffer', 'text']) this.#count(Blob.prototype, method);
    for (const method of ['digest', 'importKey', 'verify'])
      this.#count(SubtleCrypto.prototype, method);
  }

  #count(prototype: object, method: string): void {
    const original: unknown = Object.getOwnPropertyDescriptor(prototype, method)?.value;
    if (typeof original !== 'function') throw new Error(`there is no ${method} here`);
    const counted = async (self: object, given: readonly unknown[]): Promise<unknown> => {
      this.#reading += 1;
      try {
        return await Reflect.apply(original, self, given);
      } finally {
        this.#reading -= 1;
      }
    };
    Object.defineProperty(prototype, method, {
      configurable: true,
      writable: true,
      value(this: object, ...given: readonly unknown[]) {
        return counted(this, given);
      },
    });
  }
}
