/** Web Locks as far as one page after the other needs them: exclusive, in the order in which they were asked for. */
export class MemoryLocks {
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #held = new Set<string>();

  isHeld(name: string): boolean {
    return this.#held.has(name);
  }

  async request<T>(
    name: string,
    { signal }: { readonly signal?: AbortSignal },
    work: () => Promise<T> | T,
  ): Promise<T> {
    const before = this.#tails.get(name) ?? Promise.resolve();
    let done: () => void = () => undefined;
    const own = new Promise<void>((resolve) => (done = resolve));
    this.#tails.set(
      name,
      before.then(() => own),
    );
    try {
      await Promise.race([before, aborted(signal)]);
      this.#held.add(name);
      const result = await work();
      this.#held.delete(name);
      return result;
    } finally {
      done();
    }
  }
}

const aborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
  });
