import type { Flash, FlashGeometry } from '../../../src/ota-core/flash/flash.ts';
import { eraseBlocksOf, type EraseBlock } from '../../../src/ota-core/flash/flash-areas.ts';
import type { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';

/** What a block at the end of its life does, without a word: nothing, or nearly what it was told. */
export const WEAR_KINDS = ['erase-noop', 'program-noop', 'stuck-bit'] as const;
export type WearKind = (typeof WEAR_KINDS)[number];

/** A chip with one bad erase block. It never complains; what was not stored shows when it is read. */
export class WornFlash implements Flash {
  readonly geometry: FlashGeometry;
  readonly #chip: NorFlash;
  readonly #from: number;
  readonly #to: number;
  readonly #kind: WearKind;

  /** `block` is one that can be erased by itself. The chip is used in place. */
  constructor(
    chip: NorFlash,
    { block, kind }: { readonly block: EraseBlock; readonly kind: WearKind },
  ) {
    this.geometry = chip.geometry;
    this.#chip = chip;
    this.#kind = kind;
    this.#from = block.offset;
    this.#to = block.offset + block.length;
  }

  read(offset: number, into: Uint8Array): void {
    this.#chip.read(offset, into);
  }

  erase(offset: number, length: number): void {
    for (const block of eraseBlocksOf(this.geometry, offset, length)) {
      const isBad = block.offset < this.#to && block.offset + block.length > this.#from;
      if (!isBad || this.#kind === 'program-noop') this.#chip.erase(block.offset, block.length);
      else if (this.#kind === 'stuck-bit') {
        this.#chip.erase(block.offset, block.length);
        this.#stick();
      }
    }
  }

  program(offset: number, bytes: Uint8Array): void {
    if (offset >= this.#to || offset + bytes.length <= this.#from) {
      this.#chip.program(offset, bytes);
      return;
    }
    if (this.#kind === 'program-noop') return;
    // Cells that were not erased keep their zeros; the strict chip would refuse it.
    const cells = new Uint8Array(bytes.length);
    this.#chip.read(offset, cells);
    this.#chip.setCells(
      offset,
      cells.map((cell, at) => cell & (bytes[at] ?? 0)),
    );
    if (this.#kind === 'stuck-bit') this.#stick();
  }

  /** One bit in the middle of the first half kilobyte reads as 0, whatever is done. */
  #stick(): void {
    const cell = new Uint8Array(1);
    const at = this.#from + 0x40;
    this.#chip.read(at, cell);
    this.#chip.setCells(
      at,
      cell.map((byte) => byte & 0xfe),
    );
  }
}
