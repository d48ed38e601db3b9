/** The cells of one erase block. `null` in the table stands for an erased block, which costs nothing. */
export interface CellBlock {
  readonly bytes: Uint8Array;
  /** One byte per program unit, 1 = programmed since the last erase; null where the chip does not care. */
  readonly programmed: Uint8Array | null;
  /** Digest of `bytes`, cleared by every change; shared by all forks that share the block. */
  digest: Uint8Array | null;
  /** The only holder that may change it; every other one copies first. */
  readonly owner: object;
}

/**
 * The blocks of a chip, copy-on-write: `fork` costs a few words, a block is copied when one of its
 * holders first changes it. Knows nothing of flash rules.
 */
export class SharedBlocks {
  readonly blockSize: number;
  readonly #unitsPerBlock: number;
  #blocks: (CellBlock | null)[];
  #owner: object = {};
  #tableIsShared = false;

  /** `unitsPerBlock` 0: nobody asks which units were programmed. */
  constructor(count: number, blockSize: number, unitsPerBlock: number) {
    this.blockSize = blockSize;
    this.#unitsPerBlock = unitsPerBlock;
    this.#blocks = Array.from({ length: count }, () => null);
  }

  get count(): number {
    return this.#blocks.length;
  }

  /** View of a block; null when erased. Must not be changed. */
  peek(index: number): CellBlock | null {
    return this.#blocks[index] ?? null;
  }

  /** The block, made ours to change; its cached digest is dropped. */
  writable(index: number): CellBlock {
    const found = this.peek(index);
    if (found?.owner === this.#owner) {
      found.digest = null;
      return found;
    }
    const block: CellBlock = {
      bytes: found?.bytes.slice() ?? new Uint8Array(this.blockSize).fill(0xff), // ours from here on
      programmed: this.#unitsPerBlock === 0 ? null : this.#copyProgrammed(found),
      digest: null,
      owner: this.#owner,
    };
    this.#put(index, block);
    return block;
  }

  clear(index: number): void {
    if (this.peek(index) !== null) this.#put(index, null);
  }

  /** An independent copy; both sides share every block until one of them changes it. */
  fork(): SharedBlocks {
    const copy = new SharedBlocks(0, this.blockSize, this.#unitsPerBlock);
    copy.#blocks = this.#blocks;
    copy.#tableIsShared = true;
    this.#tableIsShared = true;
    this.#owner = {};
    return copy;
  }

  /** Bytes of cells that only this holder pays for. */
  ownedBytes(): number {
    const own = this.#blocks.filter((block) => block?.owner === this.#owner).length;
    return own * this.blockSize;
  }

  #put(index: number, block: CellBlock | null): void {
    if (this.#tableIsShared) this.#blocks = this.#blocks.slice(); // the fork keeps the old table
    this.#tableIsShared = false;
    this.#blocks[index] = block;
  }

  #copyProgrammed(found: CellBlock | null): Uint8Array {
    return found?.programmed?.slice() ?? new Uint8Array(this.#unitsPerBlock);
  }
}
