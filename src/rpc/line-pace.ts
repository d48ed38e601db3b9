import type { Clock } from '../contracts/clock.ts';

/** Bits of one byte on a line with 8N1. */
export const BITS_PER_BYTE = 10;

/** What may wait unsent below us, in time of the line: more, and an XOFF comes too late (timing.md#device-limits). */
const UNSENT_MS = 6;
/** Two pieces fit: while one leaves, the next is written, and a timer that is late costs nothing. */
const PIECE_MS = UNSENT_MS / 2;

/** How the official client speaks to a device that loses frames (uart.md#official-client). */
const SLOW_PIECE_BYTES = 16;
const SLOW_PAUSE_MS = 5;

export interface LinePaceOptions {
  readonly clock: Clock;
  /** null: unknown, then nothing is held back. */
  readonly baudRate: number | null;
}

/** A token bucket as wide as 6 ms of the line. */
export interface LinePace {
  /** 16 bytes every 5 ms, whatever the line could carry. */
  slow: boolean;
  /** How many of `left` bytes to write next. */
  pieceBytes(left: number): number;
  /** Waits until a piece of so many bytes may be written, and counts it as written. */
  take(bytes: number): Promise<void>;
}

export function createLinePace({ clock, baudRate }: LinePaceOptions): LinePace {
  const msPerByte = baudRate === null ? 0 : (BITS_PER_BYTE * 1000) / baudRate;
  const never = new AbortController().signal;
  /** When the line will have sent all that was written. */
  let idleAt = -Infinity;
  const pace: LinePace = {
    slow: false,
    pieceBytes(left) {
      if (pace.slow) return Math.min(left, SLOW_PIECE_BYTES);
      return msPerByte === 0 ? left : Math.min(left, Math.max(1, Math.floor(PIECE_MS / msPerByte)));
    },
    async take(bytes) {
      const lineMs = bytes * msPerByte;
      const costMs = pace.slow ? Math.max(lineMs, SLOW_PAUSE_MS) : lineMs;
      const unsentMs = Math.max(0, idleAt - clock.now()) + costMs;
      if (unsentMs > UNSENT_MS) await clock.sleep(unsentMs - UNSENT_MS, never);
      idleAt = Math.max(idleAt, clock.now()) + costMs;
    },
  };
  return pace;
}
