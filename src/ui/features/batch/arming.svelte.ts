/** Without a plug-in nobody is at the bench any more. */
const ARMED_MS = 15 * 60_000;

/** A device that is plugged in starts by itself: for one firmware, and as long as somebody plugs in. */
export class Arming {
  readonly #wait: (ms: number) => Promise<void>;
  /** The bundle it is armed for: another file disarms. */
  #bundleId = $state<string | null>(null);
  /** Counts plug-ins, so that only the last one's time disarms. */
  #arrivals = 0;

  constructor(wait: (ms: number) => Promise<void>) {
    this.#wait = wait;
  }

  isFor(bundleId: string | undefined): boolean {
    return this.#bundleId !== null && this.#bundleId === bundleId;
  }

  arm(bundleId: string | null): void {
    this.#bundleId = bundleId;
    void this.#disarmLater();
  }

  disarm(): void {
    this.#bundleId = null;
  }

  /** Something was plugged in. */
  noteArrival(): void {
    this.#arrivals += 1;
    void this.#disarmLater();
  }

  async #disarmLater(): Promise<void> {
    const arrivals = this.#arrivals;
    await this.#wait(ARMED_MS);
    if (arrivals === this.#arrivals) this.disarm();
  }
}
