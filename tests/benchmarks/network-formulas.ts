/**
 * What a transfer over a network takes, by timing.md#network: the yardstick of the benchmarks. Held to that page's own table
 * by tests/unit/benchmarks.
 */
export interface NetworkFormula {
  readonly totalBytes: number;
  /** Raw bytes of each write. */
  readonly chunkBytes: number;
  readonly roundTripMs: number;
  /** Writes on their way at once; 1 when left out. */
  readonly window?: number;
  /**
   * What is erased before the first byte of a part, which holds up all that is on its way. Left out: each write erases what it
   * needs, as the table of that page has it.
   */
  readonly erasedAtOnceKib?: number;
}

/** Main loop, JSON and base64 of a request: what is not flash. */
const CALL_MS = 2;
const PROGRAM_MS_PER_PAGE = 0.7;
const PAGE_BYTES = 256;
const ERASE_MS_PER_KIB = 2.3;

/**
 * T = N·(RTT + D) for one write at a time, a w-th of it for w on their way, and never less than the device needs, N·D; and what
 * is erased at once.
 */
export function networkSeconds(formula: NetworkFormula): number {
  const { totalBytes, chunkBytes, roundTripMs, window = 1, erasedAtOnceKib } = formula;
  const frames = Math.ceil(totalBytes / chunkBytes);
  const programMs = (totalBytes / PAGE_BYTES) * PROGRAM_MS_PER_PAGE;
  const eraseMs = erasedAtOnceKib === undefined ? (totalBytes / 1024) * ERASE_MS_PER_KIB : 0;
  const deviceMs = frames * CALL_MS + programMs + eraseMs;
  const writesMs = Math.max(deviceMs, (frames * roundTripMs + deviceMs) / window);
  return (writesMs + (erasedAtOnceKib ?? 0) * ERASE_MS_PER_KIB) / 1000;
}
