/**
 * Whether a process still speaks and hears by way of a broker: it sends beats and reads them back. A broker delivers to one connection in
 * order, so what is read while the lease is fresh reached the broker at most LEASE_MS ago.
 */

export const BEAT_MS = 1_000;
/** From sending a beat that came back; after that nothing is begun. */
export const LEASE_MS = 4_000;
/** Clocks that run at different rates, messages of one beat that arrive at different times. */
export const MARGIN_MS = 1_000;

/** Beats that have not come back; older ones are past their lease. */
const MOST_BEATS = 16;

/** Times are milliseconds of one monotonic clock. */
export class BeatLease {
  readonly #sentAt = new Map<number, number>();
  #beat = 0;
  #lastAt = -Infinity;
  #freshUntil = -Infinity;
  #connectedAt = -Infinity;

  /** Beats of a connection that is over never come back. */
  connected(nowMs: number): void {
    this.#connectedAt = nowMs;
    this.#sentAt.clear();
    this.#lastAt = -Infinity;
  }

  /** The last that was sent. */
  get beat(): number {
    return this.#beat;
  }

  isDue(nowMs: number): boolean {
    return nowMs - this.#lastAt >= BEAT_MS;
  }

  /** The beat that is sent now. */
  next(nowMs: number): number {
    this.#beat += 1;
    this.#lastAt = nowMs;
    this.#sentAt.set(this.#beat, nowMs);
    this.#sentAt.delete(this.#beat - MOST_BEATS);
    return this.#beat;
  }

  /** True where it was sent on this connection. */
  hear(beat: number): boolean {
    const sentAt = this.#sentAt.get(beat);
    if (sentAt !== undefined) this.#freshUntil = Math.max(this.#freshUntil, sentAt + LEASE_MS);
    return sentAt !== undefined;
  }

  /** Until the next beat comes back. */
  end(): void {
    this.#freshUntil = -Infinity;
  }

  isFresh(nowMs: number): boolean {
    return nowMs < this.#freshUntil;
  }

  /** Our beats do not come back on this connection: another one is to be opened. */
  isDeaf(nowMs: number): boolean {
    return nowMs >= Math.max(this.#freshUntil, this.#connectedAt + LEASE_MS);
  }
}
