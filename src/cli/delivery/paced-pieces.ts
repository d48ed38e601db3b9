import type { Clock } from '../../contracts/clock.ts';

/**
 * 320 KiB a second, more than any flash takes (timing.md#flash). What lies in the buffers of the network is not on the
 * device, and could not be kept from it any more.
 */
const PIECE_BYTES = 16_384;
const PIECE_MS = 50;

export interface PacedOptions {
  readonly from: number;
  /** The byte after the last one. */
  readonly to: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** false: as fast as it is taken; true when left out. */
  readonly isPaced?: boolean;
}

/** A file for a device, piece by piece, no faster than the device could take it. Views. Throws what the signal says. */
export async function* pacedPieces(
  bytes: Uint8Array,
  { from, to, clock, signal, isPaced = true }: PacedOptions,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly end: number }, void, void> {
  for (let at = from; at < to; at += PIECE_BYTES) {
    signal.throwIfAborted();
    const end = Math.min(to, at + PIECE_BYTES);
    yield { bytes: bytes.subarray(at, end), end };
    if (isPaced && end < to) await clock.sleep(PIECE_MS, signal);
  }
}
