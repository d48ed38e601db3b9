import type { Flash } from '../ota-core/flash/flash.ts';

/**
 * How long the device takes: no time at all, as a data sheet's typical figures for its flash, or as the worst ones; and a
 * frame its time beside that (timing.md#serial-line, #bluetooth, #network).
 */
export type TimingName = 'none' | 'typical' | 'worst';

export const TIMINGS: readonly TimingName[] = ['none', 'typical', 'worst'];

interface FlashTimes {
  /** Milliseconds per 256-byte page that a program operation touches. */
  readonly programPageMs: number;
  /** Milliseconds per KiB erased. */
  readonly eraseKibMs: number;
}

/**
 * timing.md#flash. Typical: 0.7 ms per 256 B, 2.3 ms/KiB in 64 K blocks. Worst: 48 s for erasing 1.5 MiB,
 * and the 3 ms of a page program in W25Q data sheets.
 */
const TIMES: Readonly<Record<TimingName, FlashTimes>> = {
  none: { programPageMs: 0, eraseKibMs: 0 },
  typical: { programPageMs: 0.7, eraseKibMs: 2.3 },
  worst: { programPageMs: 3, eraseKibMs: 48_000 / 1536 },
};

/** What a device needs for a request that is not flash: its main loop, JSON and base64 (the 2 ms of D, timing.md#serial-line). */
export const CALL_MS: Readonly<Record<TimingName, number>> = { none: 0, typical: 2, worst: 2 };

const PAGE_BYTES = 256;

/** A chip that counts what its operations would have taken; the time itself is spent by whoever asks. */
export interface TimedFlash extends Flash {
  /** Milliseconds since the last call of this function. */
  takeCostMs(): number;
}

/** Faults and power cuts pass through; an operation that did not happen costs nothing. */
export function timeFlash(flash: Flash, timing: TimingName): TimedFlash {
  const { programPageMs, eraseKibMs } = TIMES[timing];
  let costMs = 0;
  return {
    geometry: flash.geometry,
    read: (offset, into) => flash.read(offset, into),
    program(offset, bytes) {
      flash.program(offset, bytes);
      const pages =
        Math.ceil((offset + bytes.length) / PAGE_BYTES) - Math.floor(offset / PAGE_BYTES);
      costMs += pages * programPageMs;
    },
    erase(offset, length) {
      flash.erase(offset, length);
      costMs += (length / 1024) * eraseKibMs;
    },
    takeCostMs() {
      const spent = costMs;
      costMs = 0;
      return spent;
    },
  };
}
