/**
 * How a platform numbers its boot records, so that after any cut it is plain which one is newer.
 * `R` is what a record says: some platforms pick the next number by it.
 */
export interface Sequencer<R = unknown> {
  /** Number of the very first record. */
  first(record: R): bigint;
  /** False for the numbers of erased flash and of records that must never be chosen. */
  isLive(seq: bigint): boolean;
  isNewer(a: bigint, b: bigint): boolean;
  /** The number after `seq`; null when there is none left. */
  next(seq: bigint, record: R): bigint | null;
}

const ALL_ONES_64 = 0xffff_ffff_ffff_ffffn;

/**
 * 64 bits counting down: the smaller number is newer, erased flash (all ones) is older than anything,
 * 0 is unusable. As CC3200 has it (boot_cfg.h: initial fffffffffffffffe, tombstone ffffffffffffffff).
 */
export const countingDown: Sequencer = {
  first: () => ALL_ONES_64 - 1n,
  isLive: (seq) => seq > 0n && seq < ALL_ONES_64,
  isNewer: (a, b) => a < b,
  next: (seq) => (seq > 1n ? seq - 1n : null),
};
