/** What a link takes for one question and its answer, from the calls that passed on it; and the time-outs that follow. Pure. */

/** One call that was answered: bytes there and back, and milliseconds. */
export interface Trip {
  readonly bytes: number;
  readonly ms: number;
}

/** Of the calls that touch no flash, the shortest and the longest say what a byte costs beside the way itself. */
export class LinkPace {
  #least: Trip | null = null;
  #most: Trip | null = null;

  note(trip: Trip): void {
    if (this.#least === null || trip.bytes <= this.#least.bytes) this.#least = trip;
    if (this.#most === null || trip.bytes >= this.#most.bytes) this.#most = trip;
  }

  /** Of a call with so many bytes there and back, in milliseconds; null: none was measured. */
  msOf(bytes: number): number | null {
    const [least, most] = [this.#least, this.#most];
    if (least === null || most === null) return null;
    const more = most.bytes - least.bytes;
    const each = more > 0 ? Math.max(0, (most.ms - least.ms) / more) : 0;
    return Math.max(least.ms, least.ms + each * (bytes - least.bytes));
  }
}

/** What is measured may be so many times as slow for all of an update. */
const FACTOR = 4;
/** `update.timeout` of stock devices (ota-service.md#begin). */
const STOCK_WATCHDOG_S = 600;
/** A device that waits longer for an update that nobody goes on with takes no other one meanwhile. */
const MOST_WATCHDOG_S = 14_400;
/** Blocks of the official client, with the frames around them; any device takes them. */
const BLOCK_BYTES = 512;
const BLOCK_WIRE_BYTES = 800;
/** Main loop, and flash in sectors of 4 K (timing.md#flash). */
const BLOCK_DEVICE_MS = 10;

/** The watchdog to ask a device for, in whole seconds, by what the link was measured at; null: it was not. */
export function measuredWatchdogSeconds(pace: LinkPace, totalBytes: number): number | null {
  const ms = pace.msOf(BLOCK_WIRE_BYTES);
  if (ms === null) return null;
  const seconds = (Math.ceil(totalBytes / BLOCK_BYTES) * (ms + BLOCK_DEVICE_MS)) / 1_000;
  return Math.ceil(Math.min(MOST_WATCHDOG_S, Math.max(STOCK_WATCHDOG_S, FACTOR * seconds)));
}

/** From the first answer of a new firmware until it has been told to stay, and until that was looked at. */
const CALLS_OF_TRIAL = 10;
const CALL_WIRE_BYTES = 600;

/** The shortest trial in which a device can be told to keep its firmware over such a link. */
export const leastTrialMs = (pace: LinkPace, firstStartMs: number): number =>
  firstStartMs + FACTOR * CALLS_OF_TRIAL * (pace.msOf(CALL_WIRE_BYTES) ?? 0);
