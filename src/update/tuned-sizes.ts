import type { ChunkSizes } from './chunk-sizes.ts';

/** What any device takes: the official client's own size. */
const START_BYTES = 512;
/** Below this the frame around the data costs more than the data. */
const LEAST_BYTES = 255;
/** Acknowledged writes in a row before the next size is tried (timing.md#device-limits). */
const CLEAN_BEFORE_GROWTH = 8;
const GROWTH = 1.5;
/** So many losses of the same bytes: perhaps it is their number that the device cannot take. */
const LOSSES_BEFORE_SPLIT = 2;
/** The same bytes twice, then a half, a quarter, an eighth, a sixteenth of them: each arrives more easily. */
const TRIES = 6;

export interface TunedSizesOptions {
  readonly mostBytes: number;
  /** Eight when left out. */
  readonly cleanBeforeGrowth?: number;
}

/**
 * Finds the size that a line carries: from 512 bytes up by half after some clean writes, down to half
 * after a lost one, never above `mostBytes`.
 *
 * A repeated write begins and ends where it did: a device that has taken it acknowledges it again, and
 * nothing ever overlaps (ota-service.md#write). Lost twice, it goes in halves, within the same bounds.
 */
export function createTunedSizes({
  mostBytes,
  cleanBeforeGrowth = CLEAN_BEFORE_GROWTH,
}: TunedSizesOptions): ChunkSizes {
  const fit = (bytes: number): number =>
    Math.max(1, Math.min(mostBytes, wholeTriples(Math.max(LEAST_BYTES, bytes))));
  let size = Math.min(mostBytes, START_BYTES);
  let clean = 0;
  let losses = 0;
  /** Where the write that was given last begins and ends. */
  let last: { readonly start: number; readonly end: number } | null = null;
  /** What was sent up to here may have been taken: writes below it end at it. */
  let bound = 0;

  const lengthAt = (offset: number): number => {
    const isRepeated = last?.start === offset;
    if (isRepeated && last !== null) {
      const whole = last.end - offset;
      return losses < LOSSES_BEFORE_SPLIT ? whole : Math.min(whole, fit(whole / 2));
    }
    return offset < bound && bound - offset <= mostBytes ? Math.min(size, bound - offset) : size;
  };
  return {
    mostBytes,
    tries: TRIES,
    next(offset) {
      const length = lengthAt(offset);
      last = { start: offset, end: offset + length };
      return length;
    },
    acknowledged() {
      last = null;
      losses = 0;
      clean += 1;
      if (clean < cleanBeforeGrowth) return;
      clean = 0;
      size = fit(size * GROWTH);
    },
    lost() {
      losses += 1;
      clean = 0;
      size = fit(size / 2);
      if (last !== null) bound = Math.max(bound, last.end);
    },
  };
}

/** Base64 of whole triples needs no padding. */
const wholeTriples = (bytes: number): number => Math.floor(bytes / 3) * 3;
