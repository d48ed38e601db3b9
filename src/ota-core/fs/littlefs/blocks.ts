/** Flash in LittleFS's blocks and program units. Nothing here knows what is in them. */
import { FlashFault, type Flash } from '../../flash/flash.ts';
import { bytesEqual } from '../../primitives/bytes.ts';

export class Blocks {
  readonly size: number;
  readonly count: number;
  /** Bytes: every program begins at a multiple of it and is padded to one. */
  readonly unit: number;
  readonly #flash: Flash;

  constructor(flash: Flash, layout: { readonly size: number; readonly count: number }) {
    this.#flash = flash;
    this.size = layout.size;
    this.count = layout.count;
    this.unit = Math.max(PROGRAM_UNIT, flash.geometry.programSize);
  }

  /** A new array. The block must be one of `count`. */
  read(block: number, offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.#flash.read(block * this.size + offset, bytes);
    return bytes;
  }

  erase(block: number): void {
    this.#flash.erase(block * this.size, this.size);
  }

  /**
   * Programs `bytes`, padded with ones to whole units, in pieces of the device's cache. `offset` is a multiple
   * of the unit. False where the chip does not give back what was programmed: the block is worn out.
   */
  program(block: number, offset: number, bytes: Uint8Array): boolean {
    const padded = new Uint8Array(Math.ceil(bytes.length / this.unit) * this.unit).fill(0xff);
    padded.set(bytes);
    const step = Math.max(CACHE_SIZE, this.unit);
    const start = block * this.size + offset;
    for (let at = 0; at < padded.length;) {
      const length = Math.min(step - ((offset + at) % step), padded.length - at);
      if (!this.#store(start + at, padded.subarray(at, at + length))) return false;
      at += length;
    }
    return bytesEqual(this.read(block, offset, padded.length), padded);
  }

  #store(offset: number, bytes: Uint8Array): boolean {
    try {
      this.#flash.program(offset, bytes);
      return true;
    } catch (error) {
      if (error instanceof FlashFault && error.kind === 'not-stored') return false;
      throw error;
    }
  }
}

/** The two blocks that hold one log of metadata between them: while one is rewritten the other is whole. */
export type BlockPair = readonly [number, number];

const NULL_BLOCK = 0xffff_ffff;
export const FIRST_PAIR: BlockPair = [0, 1];
export const NULL_PAIR: BlockPair = [NULL_BLOCK, NULL_BLOCK];

/** The order of the two means nothing. */
export const samePair = (a: BlockPair, b: BlockPair): boolean =>
  (a[0] === b[0] && a[1] === b[1]) || (a[0] === b[1] && a[1] === b[0]);

/** True for the same pair too. */
export const shareBlock = (a: BlockPair, b: BlockPair): boolean =>
  a.includes(b[0]) || a.includes(b[1]);

export const isNullPair = (pair: BlockPair): boolean => pair.includes(NULL_BLOCK);

/** Two little-endian words; the bytes must be there. */
export function readPair(bytes: Uint8Array, at: number): BlockPair {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 8);
  return [view.getUint32(0, true), view.getUint32(4, true)];
}

export function encodePair(pair: BlockPair): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, pair[0], true);
  view.setUint32(4, pair[1], true);
  return bytes;
}

/** LittleFS as Mongoose OS formats and mounts it: the numbers that are not on the flash. */
export const DEFAULT_BLOCK_SIZE = 4096;
/** Bytes: what is written is padded to this with ones. */
const PROGRAM_UNIT = 64;
/** Bytes that one program takes at most; files up to it live inside the metadata. */
export const CACHE_SIZE = 256;
/** A metadata block moves elsewhere when it was rewritten about that often. */
export const BLOCK_CYCLES = 512;
export const NAME_MAX = 255;
export const FILE_MAX = 0x7fffffff;
/** Most bytes that one tag can carry, so also the most of an attribute. */
export const ATTRIBUTE_MAX = 0x3fe;
/** On-disk version 2.0: the newest that the devices' LittleFS mounts. */
export const DISK_VERSION = 0x0002_0000;
/** More entries than that in one pair and it is split. */
export const PAIR_ENTRIES_MAX = 0xff;
