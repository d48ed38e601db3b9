/**
 * NOR-like flash as the core sees it: `program` clears bits, `erase` sets them, by blocks.
 * Synchronous on purpose: a power cut is a thrown PowerCut, and every frame above unwinds as if the
 * supply had gone.
 */

/** So many blocks of one size, one after the other. */
export interface BlockRun {
  readonly sizeBytes: number;
  readonly count: number;
}

export interface FlashGeometry {
  /** Bytes. */
  readonly size: number;
  /** Erase block in bytes; offsets and lengths of erase are multiples of it. With `runs`: what divides every block. */
  readonly eraseSize: number;
  /** Where blocks differ in size: all of them, from offset 0 on. Left out: every block has `eraseSize`. */
  readonly runs?: readonly BlockRun[];
  /** Program unit in bytes; offsets and lengths of program are multiples of it. */
  readonly programSize: number;
  /** ECC flash: a program unit may be programmed once between erases. */
  readonly wordOnce: boolean;
}

export interface Flash {
  readonly geometry: FlashGeometry;
  /** Fills `into` from `offset` on. Throws FlashFault out of bounds. */
  read(offset: number, into: Uint8Array): void;
  /** Borrows `bytes`. Throws FlashFault where a bit would go from 0 to 1, out of bounds, misaligned, or twice on `wordOnce`. */
  program(offset: number, bytes: Uint8Array): void;
  /** Sets whole blocks to ones. One logged operation per block. Throws FlashFault out of bounds or misaligned. */
  erase(offset: number, length: number): void;
}

export type FlashFaultKind =
  | 'out-of-bounds'
  | 'misaligned'
  | 'bit-set'
  | 'programmed-twice'
  | 'protected'
  /** What was read back is not what was written: a worn-out or damaged block. */
  | 'not-stored';

/** A misuse of the chip: a bug of the caller, or a write that the slot rules forbid. */
export class FlashFault extends Error {
  readonly kind: FlashFaultKind;
  readonly offset: number;
  constructor(kind: FlashFaultKind, offset: number) {
    super(`flash ${kind} at 0x${offset.toString(16)}`);
    this.name = 'FlashFault';
    this.kind = kind;
    this.offset = offset;
  }
}

/** The supply went away during a flash operation. Only a fault plan throws it; nobody in the core catches it. */
export class PowerCut extends Error {
  readonly operation: number;
  constructor(operation: number) {
    super(`power cut at flash operation ${operation}`);
    this.name = 'PowerCut';
    this.operation = operation;
  }
}

/** So many blocks of one size, one after the other. */
export interface BlockRun {
  readonly sizeBytes: number;
  readonly count: number;
}
