/** Flash in LittleFS's blocks and program units. Nothing here knows what is in them. */
import { bytesEqual } from '../../primitives/bytes.ts';
import { FlashFault, type Flash } from '../../flash/flash.ts';
import { CACHE_SIZE, PROGRAM_UNIT } from './parameters.ts';

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
