/**
 * The pages that SPIFFS as Mongoose OS builds it would have in use, without what is in them: where it takes the next
 * page, what it deletes, which block it collects (mongoose-os-libs/vfs-fs-spiffs src/spiffs/spiffs_gc.c and
 * spiffs_nucleus.c). Two blocks are kept for collecting, deleted pages count as used until their block is erased,
 * and five collections without enough pages are a full filesystem: a device runs out long before its pages do.
 */
import { FilesystemError } from '../filesystem.ts';
import type { SpiffsVolume } from './spiffs-contents.ts';
import { entriesOf, ID_DELETED, ID_FREE, ID_INDEX, type SpiffsLayout } from './spiffs-layout.ts';

/** `spiffs_gc_check`, SPIFFS_GC_MAX_RUNS. */
const MOST_COLLECTIONS = 5;
/** SPIFFS_GC_HEUR_W_DELET, _USED and _ERASE_AGE of spiffs_config_common.h. */
const WEIGHT = { deleted: 5, used: -1, age: 50 } as const;
const SPARE_BLOCKS = 2;

interface Cursor {
  block: number;
  entry: number;
}

interface Counts {
  free: number;
  allocated: number;
  deleted: number;
  nextEraseCount: number;
}

/** Every method that takes pages throws FilesystemError `full` where SPIFFS returns SPIFFS_ERR_FULL. */
export class StockPages {
  readonly layout: SpiffsLayout;
  /** Without lookup pages: entry of a block, block after block. */
  readonly #ids: Uint16Array;
  readonly #spans: Uint16Array;
  readonly #eraseCounts: Uint16Array;
  readonly #cursor: Cursor = { block: 0, entry: 0 };
  /** `free`: blocks, as SPIFFS counts them; the others: pages. */
  readonly #counts: Counts = { free: 0, allocated: 0, deleted: 0, nextEraseCount: 0 };
  #isCleaning = false;

  private constructor(layout: SpiffsLayout) {
    this.layout = layout;
    this.#ids = new Uint16Array(layout.blocks * layout.entriesPerBlock);
    this.#spans = new Uint16Array(this.#ids.length);
    this.#eraseCounts = new Uint16Array(layout.blocks);
  }

  /** As a mount finds them. The volume is tidy: every page is free, deleted, or needed by a file. */
  static ofVolume({ pages }: SpiffsVolume): StockPages {
    const { layout } = pages;
    const stock = new StockPages(layout);
    for (let block = 0; block < layout.blocks; block += 1) {
      stock.#eraseCounts[block] = pages.eraseCountOf(block);
      pages.inBlock(block).forEach((page, entry) => {
        const at = block * layout.entriesPerBlock + entry;
        const kind = pages.kindOf(page);
        const isIndex = kind === 'index' || kind === 'dying';
        if (kind === 'free') stock.#ids[at] = ID_FREE;
        else if (isIndex || kind === 'data') {
          stock.#ids[at] = pages.idOf(page) | (isIndex ? ID_INDEX : 0);
          stock.#spans[at] = pages.spanOf(page);
        }
      });
    }
    stock.#count();
    return stock;
  }

  copy(): StockPages {
    const twin = new StockPages(this.layout);
    twin.#ids.set(this.#ids);
    twin.#spans.set(this.#spans);
    twin.#eraseCounts.set(this.#eraseCounts);
    Object.assign(twin.#cursor, this.#cursor);
    Object.assign(twin.#counts, this.#counts);
    return twin;
  }

  /** Pages in use, the object indices included. */
  get allocated(): number {
    return this.#counts.allocated;
  }

  /** `spiffs_gc_check`: collects until so many bytes have pages. */
  reserve(sizeBytes: number): void {
    const { dataBytes } = this.layout;
    if (this.#counts.free >= 3 && sizeBytes < this.#freePages() * dataBytes) return;
    const wanted = Math.ceil(sizeBytes / dataBytes);
    if (wanted > this.#freePages() + this.#counts.deleted) throw this.#full(wanted);
    for (let run = 0; run < MOST_COLLECTIONS; run += 1) {
      const before = this.#freePages();
      this.#collect(this.#candidate(before <= this.layout.pagesPerBlock));
      const now = this.#freePages();
      if (before <= 0 && before === now) break;
      if (this.#counts.free > SPARE_BLOCKS && sizeBytes <= now * dataBytes) break;
    }
    if (sizeBytes > this.#freePages() * dataBytes) throw this.#full(wanted);
  }

  /** `spiffs_page_allocate_data`: the next free page. */
  allocate(id: number, span: number): void {
    const at = this.#takeFree();
    this.#ids[at] = id;
    this.#spans[at] = span;
    this.#counts.allocated += 1;
  }

  /** `spiffs_page_move` of an index page: written anew with other entries or another size. */
  rewriteIndex(id: number, span: number): void {
    const at = this.#indexPage(id, span);
    this.#move(at);
  }

  deleteIndex(id: number, span: number): void {
    this.#delete(this.#indexPage(id, span));
  }

  /** Data pages that the index page of a span points to. */
  deleteData(id: number, span: number): void {
    const { first, count } = entriesOf(this.layout, span);
    this.#ids.forEach((held, at) => {
      const data = this.#spans[at] ?? 0;
      if (held === id && data >= first && data < first + count) this.#delete(at);
    });
  }

  #freePages(): number {
    const { blocks, entriesPerBlock } = this.layout;
    const { allocated, deleted } = this.#counts;
    return (blocks - SPARE_BLOCKS) * entriesPerBlock - allocated - deleted;
  }

  #full(wanted: number): FilesystemError {
    const { deleted } = this.#counts;
    const detail = `SPIFFS wants ${wanted} pages, ${this.#freePages()} are free, ${deleted} deleted`;
    return new FilesystemError('full', detail);
  }

  #count(): void {
    const counts = this.#counts;
    const known = [...this.#eraseCounts].filter((count) => count !== ID_FREE);
    const [most, least] = [Math.max(0, ...known), Math.min(ID_FREE, ...known)];
    counts.nextEraseCount = (most - least > ID_FREE / 2 ? least : most) + 1;
    this.#ids.forEach((id, at) => {
      if (id === ID_FREE) counts.free += at % this.layout.entriesPerBlock === 0 ? 1 : 0;
      else if (id === ID_DELETED) counts.deleted += 1;
      else counts.allocated += 1;
    });
  }

  /** `spiffs_obj_lu_find_free`. */
  #takeFree(): number {
    if (!this.#isCleaning && this.#counts.free < SPARE_BLOCKS) {
      this.#eraseDeletedBlock();
      if (this.#counts.free < SPARE_BLOCKS) throw this.#full(1);
    }
    const { entriesPerBlock } = this.layout;
    const start = (this.#cursor.block * entriesPerBlock + this.#cursor.entry) % this.#ids.length;
    const behind = this.#ids.indexOf(ID_FREE, start);
    const at = behind >= 0 ? behind : this.#ids.indexOf(ID_FREE);
    if (at < 0) throw this.#full(1);
    const entry = at % entriesPerBlock;
    Object.assign(this.#cursor, { block: Math.floor(at / entriesPerBlock), entry: entry + 1 });
    if (entry === 0) this.#counts.free -= 1;
    return at;
  }

  #move(from: number): void {
    const [id, span] = [this.#ids[from] ?? 0, this.#spans[from] ?? 0];
    this.allocate(id, span);
    this.#delete(from);
  }

  #delete(at: number): void {
    this.#ids[at] = ID_DELETED;
    this.#counts.deleted += 1;
    this.#counts.allocated -= 1;
  }

  #indexPage(id: number, span: number): number {
    const held = id | ID_INDEX;
    let at = this.#ids.indexOf(held);
    while (at >= 0 && this.#spans[at] !== span) at = this.#ids.indexOf(held, at + 1);
    if (at < 0) throw new FilesystemError('corrupt', `object ${id} has no index page ${span}`);
    return at;
  }

  /** `spiffs_gc_quick`: the first block in which everything is deleted. */
  #eraseDeletedBlock(): void {
    const { blocks, entriesPerBlock } = this.layout;
    for (let block = 0; block < blocks; block += 1) {
      const ids = this.#inBlock(block);
      if (!ids.every((id) => id === ID_DELETED)) continue;
      this.#counts.deleted -= entriesPerBlock;
      this.#erase(block);
      return;
    }
  }

  /**
   * `spiffs_gc_find_candidate`, the first of the best. QUIRK(mongoose-os-libs/vfs-fs-spiffs): a block without a
   * deleted page can be the best, a free one too.
   */
  #candidate(isCrammed: boolean): number {
    let best = { block: 0, score: -Infinity };
    for (let block = 0; block < this.layout.blocks; block += 1) {
      const score = this.#scoreOf(block, isCrammed);
      if (score > best.score) best = { block, score };
    }
    return best.block;
  }

  #scoreOf(block: number, isCrammed: boolean): number {
    const ids = this.#inBlock(block);
    const end = ids.indexOf(ID_FREE);
    const written = end < 0 ? ids : ids.subarray(0, end);
    const deleted = written.filter((id) => id === ID_DELETED).length;
    if (deleted === 0) return this.layout.pagesPerBlock * WEIGHT.used;
    const behind = this.#counts.nextEraseCount - (this.#eraseCounts[block] ?? 0);
    const age = behind > 0 ? behind : ID_FREE + behind;
    const used = written.length - deleted;
    return deleted * WEIGHT.deleted + used * WEIGHT.used + (isCrammed ? 0 : age * WEIGHT.age);
  }

  /** `spiffs_gc_clean` and the erase: pieces of one index page at a time, each followed by that; then index pages. */
  #collect(block: number): void {
    const { blocks, entriesPerBlock } = this.layout;
    this.#isCleaning = true;
    if (this.#cursor.block === block)
      Object.assign(this.#cursor, { block: (block + 1) % blocks, entry: 0 });
    const first = block * entriesPerBlock;
    for (let at = first; at < first + entriesPerBlock; at += 1)
      if (isData(this.#ids[at] ?? 0)) this.#moveObject(block, at);
    for (let at = first; at < first + entriesPerBlock; at += 1)
      if (isIndex(this.#ids[at] ?? 0)) this.#move(at);
    this.#isCleaning = false;
    const left = this.#inBlock(block);
    this.#counts.deleted -= left.filter((id) => id === ID_DELETED).length;
    this.#counts.allocated -= left.filter((id) => isData(id) || isIndex(id)).length;
    this.#erase(block);
  }

  /** The data page and all others in the block that the same index page points to, then that page. */
  #moveObject(block: number, found: number): void {
    const { entriesPerBlock } = this.layout;
    const id = this.#ids[found] ?? 0;
    const span = indexSpanOf(this.layout, this.#spans[found] ?? 0);
    const first = block * entriesPerBlock;
    for (let at = first; at < first + entriesPerBlock; at += 1)
      if (this.#ids[at] === id && indexSpanOf(this.layout, this.#spans[at] ?? 0) === span)
        this.#move(at);
    this.rewriteIndex(id, span);
  }

  /** `spiffs_erase_block`. */
  #erase(block: number): void {
    const { entriesPerBlock } = this.layout;
    this.#ids.fill(ID_FREE, block * entriesPerBlock, (block + 1) * entriesPerBlock);
    const counts = this.#counts;
    counts.free += 1;
    this.#eraseCounts[block] = counts.nextEraseCount;
    counts.nextEraseCount += 1;
    if (counts.nextEraseCount === ID_INDEX) counts.nextEraseCount = 0;
  }

  #inBlock(block: number): Uint16Array {
    const { entriesPerBlock } = this.layout;
    return this.#ids.subarray(block * entriesPerBlock, (block + 1) * entriesPerBlock);
  }
}

const isIndex = (id: number): boolean => id !== ID_FREE && (id & ID_INDEX) > 0;
const isData = (id: number): boolean => id !== ID_DELETED && (id & ID_INDEX) === 0;

/** Which index page points to a data page. */
export function indexSpanOf(layout: SpiffsLayout, dataSpan: number): number {
  const { headerEntries, indexEntries } = layout;
  return dataSpan < headerEntries ? 0 : 1 + Math.floor((dataSpan - headerEntries) / indexEntries);
}
