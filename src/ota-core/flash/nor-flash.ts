/**
 * A NOR chip in memory, as strict as the worst real one: what a real chip would store as garbage is a
 * FlashFault here. It keeps a log and a wear count, can be forked by the thousand, and tells a mirror
 * (a file, OPFS) every change in order. It knows nothing of partitions, slots or boot records.
 */
import { toHex } from '../primitives/bytes.ts';
import { digestBytes, type DigestPort } from '../primitives/digest.ts';
import { eraseBlocksOf, isErased } from './flash-areas.ts';
import { FlashFault, type Flash, type FlashGeometry } from './flash.ts';

/** One accepted operation. `index` counts from 0 over the life of the chip, forks included. */
export interface FlashOperation {
  readonly index: number;
  readonly kind: 'program' | 'erase';
  /** Bytes from the start of the chip. */
  readonly offset: number;
  readonly length: number;
}

/** Where a copy of the chip is kept; called in order, after each change, with the bytes that are in the chip now. `bytes` is borrowed. */
export interface FlashMirror {
  write(offset: number, bytes: Uint8Array): void;
}

export interface NorFlashOptions {
  /** Initial content from offset 0; the rest is erased. Not told to the mirror: it comes from there. */
  readonly image?: Uint8Array;
  readonly mirror?: FlashMirror;
  /** How many of the last operations `log` keeps; 256 when left out. */
  readonly logSize?: number;
  /** The chip to share cells, wear and count with: see `fork`. */
  readonly forkOf?: NorFlash;
}

export class NorFlash implements Flash {
  readonly geometry: FlashGeometry;
  readonly #mirror: FlashMirror | null;
  readonly #logSize: number;
  readonly #observers = new Set<(operation: FlashOperation) => void>();
  #blocks: SharedBlocks;
  #wear: Uint32Array;
  #wearIsShared: boolean;
  #operations: number;
  #log: FlashOperation[] = [];

  constructor(geometry: FlashGeometry, options: NorFlashOptions = {}) {
    const { size, eraseSize, programSize, wordOnce } = geometry;
    if (size % eraseSize !== 0 || eraseSize % programSize !== 0)
      throw new FlashFault('misaligned', 0);
    this.geometry = geometry;
    this.#mirror = options.mirror ?? null;
    this.#logSize = options.logSize ?? 256;
    const { forkOf } = options;
    this.#wearIsShared = forkOf !== undefined;
    if (forkOf === undefined) {
      const units = wordOnce ? eraseSize / programSize : 0;
      this.#blocks = new SharedBlocks(size / eraseSize, eraseSize, units);
      this.#wear = new Uint32Array(size / eraseSize);
      this.#operations = 0;
    } else {
      this.#blocks = forkOf.#blocks.fork();
      this.#wear = forkOf.#wear;
      this.#operations = forkOf.#operations;
    }
    if (options.image !== undefined) this.#store(0, options.image);
  }

  /** Operations accepted so far, those before a fork included. */
  get operations(): number {
    return this.#operations;
  }

  /** The last operations, oldest first. */
  get log(): readonly FlashOperation[] {
    return this.#log.slice(-this.#logSize);
  }

  /** Erases so far of one block of `eraseSize`; larger blocks count at each of theirs. */
  wear(block: number): number {
    return this.#wear[block] ?? 0;
  }

  read(offset: number, into: Uint8Array): void {
    this.#requireInside(offset, into.length);
    const { blockSize } = this.#blocks;
    for (let done = 0; done < into.length;) {
      const start = (offset + done) % blockSize;
      const part = into.subarray(done, done + Math.min(blockSize - start, into.length - done));
      const block = this.#blocks.peek(Math.floor((offset + done) / blockSize));
      if (block === null) part.fill(0xff);
      else part.set(block.bytes.subarray(start, start + part.length));
      done += part.length;
    }
  }

  program(offset: number, bytes: Uint8Array): void {
    const { programSize } = this.geometry;
    this.#requireInside(offset, bytes.length);
    if (offset % programSize !== 0 || bytes.length % programSize !== 0)
      throw new FlashFault('misaligned', offset);
    if (bytes.length === 0) return;
    this.#eachPiece(offset, bytes, (piece, index, start) => {
      const block = this.#blocks.peek(index);
      if (block !== null) this.#requireProgrammable(block, piece, index, start);
    });
    this.#eachPiece(offset, bytes, (piece, index, start) => {
      const block = this.#blocks.writable(index);
      block.bytes.set(piece, start);
      block.programmed?.fill(1, start / programSize, (start + piece.length) / programSize);
    });
    this.#mirror?.write(offset, bytes);
    this.#record('program', offset, bytes.length);
  }

  erase(offset: number, length: number): void {
    const { eraseSize } = this.geometry;
    this.#requireInside(offset, length);
    for (const block of eraseBlocksOf(this.geometry, offset, length)) {
      for (let at = 0; at < block.length; at += eraseSize) {
        this.#blocks.clear((block.offset + at) / eraseSize);
        this.#addWear((block.offset + at) / eraseSize);
      }
      this.#mirror?.write(block.offset, new Uint8Array(block.length).fill(0xff));
      this.#record('erase', block.offset, block.length);
    }
  }

  /**
   * Sets cells outside every rule and outside the log: what a cut supply leaves of an operation, what
   * age does to a bit, what a programmer puts on the chip before it is soldered in. Nothing that plays
   * the device may call it. Borrows `bytes`.
   */
  setCells(offset: number, bytes: Uint8Array): void {
    this.#requireInside(offset, bytes.length);
    this.#store(offset, bytes);
    this.#mirror?.write(offset, bytes);
  }

  /** A new array with the whole chip. */
  image(): Uint8Array {
    const whole = new Uint8Array(this.geometry.size);
    this.read(0, whole);
    return whole;
  }

  /** An independent chip with the same content and wear, an empty log, no mirror and no observer. Costs no copy of the cells. */
  fork(): NorFlash {
    this.#wearIsShared = true;
    return new NorFlash(this.geometry, { logSize: this.#logSize, forkOf: this });
  }

  /** `listener` is called after every operation; the result takes it off again. */
  observe(listener: (operation: FlashOperation) => void): () => void {
    this.#observers.add(listener);
    return () => void this.#observers.delete(listener);
  }

  /** Hex digest of the whole content: equal for equal bytes, however they came about. Digests of unchanged blocks are remembered. */
  fingerprint(digests: DigestPort): string {
    const whole = digests.create('sha256');
    const place = new Uint8Array(4);
    for (let index = 0; index < this.#blocks.count; index += 1) {
      const block = this.#blocks.peek(index);
      if (block === null || (block.digest === null && isErased(block.bytes))) continue;
      block.digest ??= digestBytes(block.bytes, 'sha256', digests);
      new DataView(place.buffer).setUint32(0, index, true);
      whole.update(place);
      whole.update(block.digest);
    }
    return toHex(whole.digest());
  }

  /** Bytes of cells that only this chip pays for, that is not shared with a fork. */
  ownedBytes(): number {
    return this.#blocks.ownedBytes();
  }

  #store(offset: number, bytes: Uint8Array): void {
    const { programSize } = this.geometry;
    this.#eachPiece(offset, bytes, (piece, index, start) => {
      const block = this.#blocks.writable(index);
      block.bytes.set(piece, start);
      // A unit that is not all ones can only have come about by programming it.
      block.programmed?.forEach((_, unit, marks) => {
        const at = unit * programSize;
        marks[unit] = isErased(block.bytes.subarray(at, at + programSize)) ? 0 : 1;
      });
    });
  }

  #requireInside(offset: number, length: number): void {
    const inside = Number.isSafeInteger(offset) && offset >= 0;
    if (!inside || offset + length > this.geometry.size)
      throw new FlashFault('out-of-bounds', offset);
  }

  #requireProgrammable(block: CellBlock, piece: Uint8Array, index: number, start: number): void {
    const { eraseSize, programSize } = this.geometry;
    const end = start + piece.length;
    const spent = block.programmed?.subarray(start / programSize, end / programSize).indexOf(1);
    if (spent !== undefined && spent >= 0)
      throw new FlashFault('programmed-twice', index * eraseSize + start + spent * programSize);
    for (let at = 0; at < piece.length; at += 1)
      if (((piece[at] ?? 0) & ~(block.bytes[start + at] ?? 0)) !== 0)
        throw new FlashFault('bit-set', index * eraseSize + start + at);
  }

  /** Calls `visit` for the piece of `bytes` that falls into each block. */
  #eachPiece(
    offset: number,
    bytes: Uint8Array,
    visit: (piece: Uint8Array, index: number, start: number) => void,
  ): void {
    const { blockSize } = this.#blocks;
    for (let done = 0; done < bytes.length;) {
      const start = (offset + done) % blockSize;
      const piece = bytes.subarray(done, done + blockSize - start);
      visit(piece, Math.floor((offset + done) / blockSize), start);
      done += piece.length;
    }
  }

  #addWear(block: number): void {
    if (this.#wearIsShared) this.#wear = this.#wear.slice(); // the fork keeps the old count
    this.#wearIsShared = false;
    this.#wear[block] = this.wear(block) + 1;
  }

  #record(kind: FlashOperation['kind'], offset: number, length: number): void {
    const operation = { index: this.#operations, kind, offset, length };
    this.#operations += 1;
    this.#log.push(operation);
    if (this.#log.length > 2 * this.#logSize) this.#log = this.#log.slice(-this.#logSize); // dropped in bulk: cheaper
    for (const listener of this.#observers) listener(operation);
  }
}

/** The cells of one erase block. `null` in the table stands for an erased block, which costs nothing. */
interface CellBlock {
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
class SharedBlocks {
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
