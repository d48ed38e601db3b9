/**
 * Two copies of one boot record in separate erase blocks. Ordering rules:
 *
 *  1. Only the older copy is ever erased; the newer one stays whole until the new record is proved.
 *  2. A record counts once its last byte is in flash: its checksum vouches for the rest.
 *  3. What was written is read back before anybody relies on it.
 *
 * So at every instant at least one copy is valid, and a cut leaves either the old record or the new one.
 */
import { FlashFault, type Flash } from '../flash/flash.ts';
import { bytesEqual } from '../primitives/bytes.ts';

export type CopyIndex = 0 | 1;

/** The bytes of a record in flash. */
export interface RecordCodec<R> {
  readonly sizeBytes: number;
  encode(record: R, seq: bigint): Uint8Array;
  /** null for anything that is not a whole, sound record. Borrows `bytes`. */
  decode(bytes: Uint8Array): StoredRecord<R> | null;
}

export interface StoredRecord<R> {
  readonly seq: bigint;
  readonly record: R;
}

export type Copies<R> = readonly [StoredRecord<R> | null, StoredRecord<R> | null];

/** What the store is made of; each part can be exchanged to see what a bug in it would do. */
export interface StoreParts<R> {
  readonly sequencer: Sequencer<R>;
  readonly codec: RecordCodec<R>;
  /** Which copy the next record overwrites. */
  readonly chooseVictim: (newest: CopyIndex | null) => CopyIndex;
}

/** The older copy; the first one when there is none yet. */
export const olderCopy = (newest: CopyIndex | null): CopyIndex => (newest === 0 ? 1 : 0);

export class BootConfigStore<R> {
  readonly #flashes: readonly [Flash, Flash];
  readonly #parts: StoreParts<R>;

  /** Each copy has a flash of its own (a partition of whole erase blocks); its record lies at offset 0. */
  constructor(flashes: readonly [Flash, Flash], parts: StoreParts<R>) {
    this.#flashes = flashes;
    this.#parts = parts;
  }

  /** What each copy holds, null where no sound record is. */
  copies(): Copies<R> {
    return [this.#read(0), this.#read(1)];
  }

  /** Which copy counts; null when none does. */
  newest(copies: Copies<R> = this.copies()): CopyIndex | null {
    const [a, b] = copies;
    if (a === null) return b === null ? null : 1;
    return b !== null && this.#parts.sequencer.isNewer(b.seq, a.seq) ? 1 : 0;
  }

  load(): StoredRecord<R> | null {
    const copies = this.copies();
    const newest = this.newest(copies);
    return newest === null ? null : copies[newest];
  }

  /** Makes `record` the one that counts. Throws FlashFault `not-stored` if the flash does not keep it; the old record counts then. */
  save(record: R): void {
    const copies = this.copies();
    const newest = this.newest(copies);
    const current = newest === null ? null : copies[newest];
    const { sequencer, chooseVictim } = this.#parts;
    const seq = current === null ? sequencer.first(record) : sequencer.next(current.seq, record);
    const victim = chooseVictim(newest);
    this.#write(victim, record, seq ?? sequencer.first(record));
    // Out of numbers: the new record begins the count again and is the older one by number. It counts
    // from the moment the old one is gone, and the old one counts until then.
    if (seq === null && newest !== null) this.#erase(newest);
  }

  #read(copy: CopyIndex): StoredRecord<R> | null {
    const { codec, sequencer } = this.#parts;
    const bytes = new Uint8Array(codec.sizeBytes);
    this.#flashes[copy].read(0, bytes);
    const stored = codec.decode(bytes);
    return stored !== null && sequencer.isLive(stored.seq) ? stored : null;
  }

  #write(copy: CopyIndex, record: R, seq: bigint): void {
    const bytes = this.#parts.codec.encode(record, seq);
    this.#erase(copy);
    this.#flashes[copy].program(0, bytes);
    const stored = new Uint8Array(bytes.length);
    this.#flashes[copy].read(0, stored);
    if (!bytesEqual(stored, bytes)) throw new FlashFault('not-stored', 0);
  }

  #erase(copy: CopyIndex): void {
    const flash = this.#flashes[copy];
    flash.erase(0, flash.geometry.eraseSize);
  }
}

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

/**
 * Does what writes boot state; false if the flash does not keep it. A block at the end of its life must not end the
 * boot loader: what it cannot note down it does without, and the record that counted before still does. Every other
 * fault is a bug and passes through.
 */
export function isStored(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (error instanceof FlashFault && error.kind === 'not-stored') return false;
    throw error;
  }
}
