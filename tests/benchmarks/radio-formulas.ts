/**
 * What a transfer over Bluetooth takes at best, by timing.md#bluetooth: the yardstick of the benchmarks. Held to that
 * page's own tables by tests/unit/benchmarks.
 */
import { requestJsonBytes } from './line-formulas.ts';

export interface RadioFormula {
  readonly totalBytes: number;
  /** Raw bytes of each write. */
  readonly chunkBytes: number;
  /** Connection interval. */
  readonly intervalMs: number;
  readonly mtu: number;
  /** Intervals until an answer is there: 1, or 2 where it misses the next one. 1 when left out. */
  readonly intervalsPerAnswer?: 1 | 2;
  /** Turns on the air that one write needs: 2 where its packets do not fit into one interval. 1 when left out. */
  readonly turnsPerWrite?: 1 | 2;
  /** What is erased; as much as is written when left out. */
  readonly erasedKib?: number;
  /** JSON of a request beyond ours; the official client's is 22 bytes longer (timing.md#frame-sizes). */
  readonly extraBytes?: number;
}

/** `{"id":123,"src":"esp32_0A1B2C","result":null}`. */
const REPLY_JSON_BYTES = 45;
const LONGEST_WRITE = 512;
const PROGRAM_MS_PER_PAGE = 0.7;
const PAGE_BYTES = 256;
const ERASE_MS_PER_KIB = 2.3;
/** From the last byte to the reply: the device's main loop, and what is not flash. */
export const DEVICE_MS = 2;

/** Writes of one frame. */
export const writesOf = ({ chunkBytes, mtu, extraBytes = 0 }: RadioFormula): number =>
  Math.ceil((requestJsonBytes(chunkBytes) + extraBytes) / Math.min(LONGEST_WRITE, mtu - 3));

/** The same with blocks whose frames fill their writes: the formula's 3,000 bytes leave the last one mostly empty. */
export function fastestRadioSeconds(formula: RadioFormula): number {
  const writeBytes = Math.min(LONGEST_WRITE, formula.mtu - 3);
  const most = writesOf(formula);
  const full = Array.from({ length: most }, (_, at) => (at + 1) * writeBytes);
  const chunks = full.map((bytes) => Math.floor((bytes - requestJsonBytes(0)) / 4) * 3);
  const times = [formula.chunkBytes, ...chunks]
    .filter((chunkBytes) => chunkBytes > 0 && chunkBytes <= formula.chunkBytes)
    .map((chunkBytes) => radioSeconds({ ...formula, chunkBytes }));
  return Math.min(...times);
}

const readsOf = (mtu: number): number => Math.ceil(REPLY_JSON_BYTES / (mtu - 2));

/** Stop and wait: T = N·[((1 + W·e + R)·k + 1)·CI + D]; word of the reply needs no answer, so it never waits for one. */
export function radioSeconds(formula: RadioFormula): number {
  const { totalBytes, chunkBytes, intervalMs, mtu } = formula;
  const { intervalsPerAnswer = 1, turnsPerWrite = 1, erasedKib = totalBytes / 1024 } = formula;
  const frames = Math.ceil(totalBytes / chunkBytes);
  const answers = 1 + writesOf(formula) * turnsPerWrite + readsOf(mtu);
  const airMs = (answers * intervalsPerAnswer + 1) * intervalMs;
  const programMs = (chunkBytes / PAGE_BYTES) * PROGRAM_MS_PER_PAGE;
  return (frames * (airMs + programMs + DEVICE_MS) + erasedKib * ERASE_MS_PER_KIB) / 1000;
}
