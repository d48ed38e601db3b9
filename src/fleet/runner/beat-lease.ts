/**
 * Whether a process still speaks and hears by way of a broker: it sends beats and reads them back. A broker delivers to one connection in
 * order, so what is read while the lease is fresh reached the broker at most LEASE_MS ago.
 */
import { BEAT_MS, LEASE_MS } from '../shared/claim.ts';

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

  hear(beat: number): void {
    const sentAt = this.#sentAt.get(beat);
    if (sentAt !== undefined) this.#freshUntil = Math.max(this.#freshUntil, sentAt + LEASE_MS);
  }

  isFresh(nowMs: number): boolean {
    return nowMs < this.#freshUntil;
  }

  /** Our beats do not come back on this connection: another one is to be opened. */
  isDeaf(nowMs: number): boolean {
    return nowMs >= Math.max(this.#freshUntil, this.#connectedAt + LEASE_MS);
  }
}
