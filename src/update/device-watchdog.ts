/** A stock core restarts its watchdog so long after the last time, if bytes have advanced … */
const PROGRESS_MS = 5_000;
/** … or after so many bytes (device-core.md#data-delivery). */
const PROGRESS_BYTES = 50_000;
/** Replies are late and clocks differ: only after this is an update that still runs not the one that was left. */
const DOUBT_MS = 10_000;

/**
 * When the device gives an update up that makes no progress: its watchdog, counted here as it counts there.
 * What the client sees lags behind by one reply at most.
 */
export class DeviceWatchdog {
  #timeoutMs = 0;
  #fedAt = 0;
  #fedBytes = 0;

  /** OTA.Begin with this time-out is about to be sent. */
  begin(timeoutMs: number, now: number): void {
    this.#timeoutMs = timeoutMs;
    this.#fedAt = now;
    this.#fedBytes = 0;
  }

  /** The device has acknowledged so many bytes. */
  progress(bytes: number, now: number): void {
    const moved = bytes - this.#fedBytes;
    if (moved <= 0 || (moved < PROGRESS_BYTES && now - this.#fedAt < PROGRESS_MS)) return;
    this.#fedAt = now;
    this.#fedBytes = bytes;
  }

  /** Milliseconds until it gives up; never below 0. */
  leftMs(now: number): number {
    return Math.max(0, this.#dueAt - now);
  }

  /** Beyond doubt. */
  isOver(now: number): boolean {
    return now - this.#dueAt > DOUBT_MS;
  }

  get #dueAt(): number {
    return this.#fedAt + this.#timeoutMs;
  }
}
