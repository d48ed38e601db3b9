/**
 * The pages of a chip and what may be done to them, one flash operation a call or a few in an order. It knows
 * nothing of files. What the rest builds on:
 *
 * 1. `finish`, `condemn` and the operations of `discard` on pages that count clear one bit each: a cut leaves it
 *    set or cleared.
 * 2. A page counts only when it is final, and its lookup entry is written before: what was torn while it was
 *    written never counts. (Data pages are written final at once: they count only when a header points to them.)
 * 3. At most one block is without magic, as its erase was cut off: nothing in it counts. SPIFFS itself erases one
 *    at mount and takes two for another filesystem (`spiffs_obj_lu_scan`).
 */
import type { Flash } from '../../flash/flash.ts';
import { FilesystemError } from '../filesystem.ts';
import {
  blockOf,
  entryOf,
  FLAG,
  ID_DELETED,
  ID_FREE,
  ID_INDEX,
  PAGE,
  pageOf,
  type SpiffsLayout,
} from './spiffs-layout.ts';

/**
 * free     nothing was written      index, data   counts if something needs it
 * gone     deleted for good         dying         a header that is being deleted
 * rubbish  anything else: torn, half deleted
 */
export type PageKind = 'free' | 'gone' | 'rubbish' | 'data' | 'index' | 'dying';

interface LookupEntry {
  readonly page: number;
  readonly lookup: number;
}

export class SpiffsPages {
  readonly layout: SpiffsLayout;
  readonly #flash: Flash;
  readonly #lookups: Uint16Array;
  readonly #ids: Uint16Array;
  readonly #spans: Uint16Array;
  readonly #flags: Uint8Array;
  readonly #eraseCounts: Uint16Array;
  readonly #inBlock: (readonly number[])[] = [];
  readonly #scratch: Uint8Array;
  #spentBlock: number | null = null;
  readonly #marred = new Set<number>();

  /** Reads every lookup page and page header once. Throws FilesystemError `corrupt` where there is no SPIFFS. */
  constructor(flash: Flash, layout: SpiffsLayout) {
    this.#flash = flash;
    this.layout = layout;
    const pages = layout.blocks * layout.pagesPerBlock;
    this.#lookups = new Uint16Array(pages);
    this.#ids = new Uint16Array(pages);
    this.#spans = new Uint16Array(pages);
    this.#flags = new Uint8Array(pages);
    this.#eraseCounts = new Uint16Array(layout.blocks);
    this.#scratch = new Uint8Array(layout.pageSize);
    this.#scan();
  }

  /** The block without a valid lookup page, whose erase was cut off. */
  get spentBlock(): number | null {
    return this.#spentBlock;
  }

  /** Its lookup page holds what no entry is; else it is as it was. */
  isMarred(block: number): boolean {
    return this.#marred.has(block);
  }

  /** Lookup pages included. */
  get count(): number {
    return this.#lookups.length;
  }

  kindOf(page: number): PageKind {
    const lookup = this.#lookups[page] ?? ID_DELETED;
    const flags = this.#flags[page] ?? 0;
    const id = this.#ids[page] ?? ID_DELETED;
    if (lookup === ID_FREE) return 'free';
    if (lookup === ID_DELETED && isCleared(flags, FLAG.deleted)) return 'gone';
    if (!isCleared(flags, FLAG.used | FLAG.final) || isCleared(flags, FLAG.deleted))
      return 'rubbish';
    const isIndex = isCleared(flags, FLAG.index);
    if (isIndex !== (id & ID_INDEX) > 0 || (id & ~ID_INDEX) === 0) return 'rubbish';
    // QUIRK(pellepl/spiffs spiffs_object_modify): an old data page goes before the new index is written, its
    // lookup entry first. While an index points to it, it counts.
    if (!isIndex) return (lookup & ~id) === 0 ? 'data' : 'rubbish';
    if (lookup !== id) return 'rubbish';
    return this.spanOf(page) === 0 && isCleared(flags, FLAG.dying) ? 'dying' : 'index';
  }

  /** Object id of a page that counts, without the mark of an index. */
  idOf(page: number): number {
    return (this.#ids[page] ?? 0) & ~ID_INDEX;
  }

  spanOf(page: number): number {
    return this.#spans[page] ?? 0;
  }

  eraseCountOf(block: number): number {
    return this.#eraseCounts[block] ?? 0;
  }

  /** All bytes of a page; owned by the caller. */
  read(page: number): Uint8Array {
    const bytes = new Uint8Array(this.layout.pageSize);
    this.#flash.read(page * this.layout.pageSize, bytes);
    return bytes;
  }

  /** Fills `into` with the page's piece of the file. */
  readData(page: number, into: Uint8Array): void {
    this.#flash.read(page * this.layout.pageSize + PAGE.data, into);
  }

  /** Marks free pages as used by an object. */
  claim(pages: readonly LookupEntry[]): void {
    this.#setLookups(pages);
  }

  /** Programs a claimed page. Borrows `bytes`. */
  write(page: number, bytes: Uint8Array): void {
    programPart(this.#flash, page * this.layout.pageSize, bytes);
    this.#noteHeader(page, bytes);
  }

  /** From here on the page counts. */
  finish(page: number): void {
    this.#clear(page, FLAG.final);
  }

  /** A header from here on does not count. */
  condemn(page: number): void {
    this.#clear(page, FLAG.dying);
  }

  /** Each page does not count from one operation on; then the lookup says so too. */
  discard(pages: readonly number[]): void {
    for (const page of pages)
      if (!isCleared(this.#flags[page] ?? 0, FLAG.deleted))
        this.#clear(page, FLAG.deleted | FLAG.used);
    this.#setLookups(pages.map((page) => ({ page, lookup: ID_DELETED })));
  }

  /** True if a page that the lookup calls free was never written. */
  isBlank(page: number): boolean {
    this.#flash.read(page * this.layout.pageSize, this.#scratch);
    const words = new Int32Array(this.#scratch.buffer);
    for (let at = 0; at < words.length; at += 1) if (words[at] !== -1) return false;
    return true;
  }

  /** Pages of a block that can hold something, in order. */
  inBlock(block: number): readonly number[] {
    const known = this.#inBlock[block];
    if (known !== undefined) return known;
    const first = pageOf(this.layout, block, 0);
    const pages = Array.from({ length: this.layout.entriesPerBlock }, (_, entry) => first + entry);
    this.#inBlock[block] = pages;
    return pages;
  }

  /** Erases a block in which nothing counts, and gives it the age SPIFFS would give it. */
  erase(block: number): void {
    const { layout } = this;
    const eraseCount = this.nextEraseCount();
    renewBlock(this.#flash, layout, { block, eraseCount });
    if (this.#spentBlock === block) this.#spentBlock = null;
    this.#marred.delete(block);
    this.#eraseCounts[block] = eraseCount;
    for (const page of this.inBlock(block)) {
      this.#lookups[page] = ID_FREE;
      this.#noteHeader(page, BLANK_HEADER);
    }
  }

  #scan(): void {
    const { layout } = this;
    const block = new Uint8Array(layout.blockSize);
    let spent = 0;
    for (let index = 0; index < layout.blocks; index += 1) {
      this.#flash.read(index * layout.blockSize, block);
      const state = stateOfBlock(block, layout);
      if (state === 'spent') {
        spent += 1;
        this.#spentBlock = index; // its entries stay 0: gone
        this.#eraseCounts[index] = ID_FREE;
        continue;
      }
      if (state === 'marred') this.#marred.add(index);
      this.#scanBlock(block, index);
    }
    if (spent === layout.blocks) throw new FilesystemError('corrupt', 'no SPIFFS: no magic');
    if (spent > 1)
      throw new FilesystemError('corrupt', `${spent} of ${layout.blocks} blocks have no magic`);
  }

  #scanBlock(bytes: Uint8Array, block: number): void {
    const { layout } = this;
    this.#eraseCounts[block] = numberAt(bytes, layout.eraseCountAt);
    for (let entry = 0; entry < layout.entriesPerBlock; entry += 1) {
      const page = pageOf(layout, block, entry);
      const at = (page % layout.pagesPerBlock) * layout.pageSize;
      this.#lookups[page] = numberAt(bytes, 2 * entry);
      this.#noteHeader(page, bytes.subarray(at, at + PAGE.data));
    }
  }

  #noteHeader(page: number, bytes: Uint8Array): void {
    this.#ids[page] = numberAt(bytes, PAGE.id);
    this.#spans[page] = numberAt(bytes, PAGE.span);
    this.#flags[page] = bytes[PAGE.flags] ?? 0;
  }

  #clear(page: number, bits: number): void {
    const flags = (this.#flags[page] ?? 0) & ~bits;
    programPart(this.#flash, page * this.layout.pageSize + PAGE.flags, Uint8Array.of(flags));
    this.#flags[page] = flags;
  }

  /** Neighbours in one operation; a lookup page lies between the last page of a block and the next block's first. */
  #setLookups(entries: readonly LookupEntry[]): void {
    const { layout } = this;
    for (let start = 0; start < entries.length;) {
      const first = entries[start]?.page ?? 0;
      let end = start + 1;
      while (entries[end]?.page === first + end - start) end += 1;
      const run = entries.slice(start, end);
      const bytes = Uint8Array.from(run.flatMap(({ lookup }) => [lookup & 0xff, lookup >> 8]));
      const at = blockOf(layout, first) * layout.blockSize + 2 * entryOf(layout, first);
      programPart(this.#flash, at, bytes);
      for (const { page, lookup } of run) this.#lookups[page] = lookup;
      start = end;
    }
  }

  /** SPIFFS stamps a block with the number of erases so far, in 15 bits (`spiffs_obj_lu_scan`, `spiffs_erase_block`). */
  nextEraseCount(): number {
    const known = [...this.#eraseCounts].filter((count) => count !== ID_FREE);
    const [most, least] = [Math.max(0, ...known), Math.min(ID_INDEX, ...known)];
    const next = (most - least > ID_INDEX / 2 ? least : most) + 1;
    return next >= ID_INDEX ? 0 : next;
  }
}

const BLANK_HEADER = new Uint8Array(PAGE.data).fill(0xff);

const isCleared = (flags: number, bits: number): boolean => (flags & bits) === 0;

/**
 * A block as a whole: whether it is one, and how it becomes one. A block that is to be erased is spoiled first,
 * so that a half-done erase, which can bring back any bit, brings back no page.
 */

/** Programs whole units of the chip; what was not asked for stays as it is. Borrows `bytes`. */
function programPart(flash: Flash, offset: number, bytes: Uint8Array): void {
  const unit = flash.geometry.programSize;
  const start = offset - (offset % unit);
  const end = Math.ceil((offset + bytes.length) / unit) * unit;
  const whole = new Uint8Array(end - start);
  if (whole.length !== bytes.length) flash.read(start, whole);
  whole.set(bytes, offset - start);
  flash.program(start, whole);
}

/** Erases a block in which nothing counts. Cut off, it is spent, or still what it was. */
export function renewBlock(
  flash: Flash,
  layout: SpiffsLayout,
  { block, eraseCount }: { readonly block: number; readonly eraseCount: number },
): void {
  const from = block * layout.blockSize + unusedAt(layout);
  programPart(flash, from, new Uint8Array(layout.eraseCountAt - unusedAt(layout)));
  flash.erase(block * layout.blockSize, layout.blockSize);
  stampBlock(flash, layout, { block, eraseCount });
}

/** Unused bytes of a lookup page that may have aged before they count as spoiled. */
const AGED_BYTES = 16;

/**
 * `spent`: no magic, or a lookup whose unused part is far from all ones, which renewing spoils first. A half-done
 * erase can happen to bring the magic back, but not with it 200 bytes of ones and pages of before.
 * `marred`: it is what it was, but it has aged, or its spoiling was cut off in the first bytes.
 */
function stateOfBlock(bytes: Uint8Array, layout: SpiffsLayout): 'sound' | 'marred' | 'spent' {
  if (numberAt(bytes, layout.magicAt) !== layout.magic) return 'spent';
  let spoiled = 0;
  for (let at = unusedAt(layout); at < layout.magicAt; at += 1)
    if (bytes[at] !== 0xff) spoiled += 1;
  if (spoiled > AGED_BYTES) return 'spent';
  return spoiled > 0 ? 'marred' : 'sound';
}

/** Little-endian, as all numbers of SPIFFS. */
function numberAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

/** The magic last, as `spiffs_erase_block` does. */
function stampBlock(
  flash: Flash,
  layout: SpiffsLayout,
  { block, eraseCount }: { readonly block: number; readonly eraseCount: number },
): void {
  const at = block * layout.blockSize;
  programPart(flash, at + layout.eraseCountAt, numberBytes(eraseCount));
  programPart(flash, at + layout.magicAt, numberBytes(layout.magic));
}

const numberBytes = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8);

const unusedAt = (layout: SpiffsLayout): number => 2 * layout.entriesPerBlock;
