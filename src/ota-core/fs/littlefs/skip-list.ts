/**
 * The content of a file that does not fit into the metadata (littlefs DESIGN.md, CTZ skip-lists). Block n
 * begins with pointers to the blocks n - 1, n - 2, n - 4, … as long as they divide n; the metadata points to
 * the last block, so a file is read from its end.
 */
import { FilesystemError } from '../filesystem.ts';
import type { Blocks } from './blocks.ts';

const POINTER_BYTES = 4;

/** Blocks of a file, first block first. */
export type BlockList = readonly number[];

function pointerCount(index: number): number {
  return index === 0 ? 0 : 32 - Math.clz32(index & -index);
}

/** How many blocks `size` bytes take, `size` > 0; more than `limit` is told as limit + 1. */
export function blocksFor(size: number, blockSize: number, limit: number): number {
  let left = size;
  let count = 0;
  for (; left > 0 && count <= limit; count += 1)
    left -= blockSize - POINTER_BYTES * pointerCount(count);
  return count;
}

/** Follows a list from its head and checks every pointer in it. Throws FilesystemError. */
export function walkSkipList(blocks: Blocks, head: number, size: number): BlockList {
  const count = blocksFor(size, blocks.size, blocks.count);
  if (count === 0 || count > blocks.count) throw corrupt(`a list of ${size} bytes`);
  const list = new Array<number>(count).fill(head);
  for (let index = count - 1; index >= 0; index -= 1) {
    const block = list[index] ?? head;
    if (block >= blocks.count) throw corrupt(`a pointer to block ${block} of ${blocks.count}`);
    if (index > 0) list[index - 1] = pointersIn(blocks, block, 1)[0] ?? head;
  }
  for (let index = 2; index < count; index += 2) {
    const pointers = pointersIn(blocks, list[index] ?? head, pointerCount(index));
    pointers.forEach((pointer, power) => {
      if (pointer !== list[index - 2 ** power]) throw corrupt(`a skip to block ${pointer}`);
    });
  }
  return list;
}

export function readSkipList(blocks: Blocks, list: BlockList, size: number): Uint8Array {
  const content = new Uint8Array(size);
  let at = 0;
  list.forEach((block, index) => {
    const skip = POINTER_BYTES * pointerCount(index);
    const length = Math.min(blocks.size - skip, size - at);
    content.set(blocks.read(block, skip, length), at);
    at += length;
  });
  return content;
}

/** The blocks of a list in which there is no room left, and the bytes in them. */
export function fullBlocksOf(
  blocks: Blocks,
  list: BlockList,
  size: number,
): { readonly list: BlockList; readonly size: number } {
  let held = 0;
  for (let index = 0; index < list.length; index += 1) {
    const room = blocks.size - POINTER_BYTES * pointerCount(index);
    if (held + room > size) return { list: list.slice(0, index), size: held };
    held += room;
  }
  return { list, size: held };
}

/**
 * Puts `content`, which is not empty, into fresh blocks behind those of `before`, which are full. Throws
 * FilesystemError `full`; then nothing that was there is changed.
 */
export function writeSkipList(
  blocks: Blocks,
  pool: BlockPool,
  content: Uint8Array,
  before: BlockList = [],
): BlockList {
  const whole = fullBlocksOf(blocks, before, Infinity).size + content.length;
  const wanted = blocksFor(whole, blocks.size, before.length + pool.free) - before.length;
  if (wanted > pool.free)
    throw new FilesystemError('full', `${content.length} bytes, ${pool.free} free blocks`);
  const list = [...before];
  for (let at = 0; at < content.length;) {
    const pointers = pointerCount(list.length);
    const skip = POINTER_BYTES * pointers;
    const piece = content.subarray(at, at + blocks.size - skip);
    const bytes = new Uint8Array(skip + piece.length);
    const view = new DataView(bytes.buffer);
    for (let power = 0; power < pointers; power += 1)
      view.setUint32(POINTER_BYTES * power, list[list.length - 2 ** power] ?? 0, true);
    bytes.set(piece, skip);
    list.push(writeFresh(blocks, pool, bytes));
    at += piece.length;
  }
  return list;
}

/** Worn-out blocks stay taken: nobody gets them again in this operation. */
function writeFresh(blocks: Blocks, pool: BlockPool, bytes: Uint8Array): number {
  for (;;) {
    const block = pool.take();
    if (block === null) throw new FilesystemError('full', 'no block that stores');
    blocks.erase(block);
    if (blocks.program(block, 0, bytes)) return block;
  }
}

function pointersIn(blocks: Blocks, block: number, count: number): number[] {
  const bytes = blocks.read(block, 0, POINTER_BYTES * count);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: count }, (_, index) => view.getUint32(POINTER_BYTES * index, true));
}

const corrupt = (detail: string): FilesystemError => new FilesystemError('corrupt', detail);

/** Which blocks nobody needs, for the length of one operation: what it frees itself is not handed out again by it. */
export class BlockPool {
  readonly #isTaken: Uint8Array;
  #next: number;
  #free: number;

  /** `start`: where to look first; it spreads the wear. Takes `isTaken` over. */
  constructor(isTaken: Uint8Array, start: number) {
    this.#isTaken = isTaken;
    this.#next = isTaken.length === 0 ? 0 : start % isTaken.length;
    this.#free = isTaken.reduce((sum, taken) => sum + (taken === 0 ? 1 : 0), 0);
  }

  get free(): number {
    return this.#free;
  }

  /** null: there is none left. */
  take(): number | null {
    const found = this.#isTaken.indexOf(0, this.#next);
    const block = found >= 0 ? found : this.#isTaken.indexOf(0);
    if (block < 0) return null;
    this.#isTaken[block] = 1;
    this.#next = block + 1;
    this.#free -= 1;
    return block;
  }
}
