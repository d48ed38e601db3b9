/**
 * The pages that SPIFFS as Mongoose OS builds it would have in use, without what is in them: where it takes the next
 * page, what it deletes, which block it collects (mongoose-os-libs/vfs-fs-spiffs src/spiffs/spiffs_gc.c and
 * spiffs_nucleus.c). Two blocks are kept for collecting, deleted pages count as used until their block is erased,
 * and five collections without enough pages are a full filesystem: a device runs out long before its pages do.
 */
import { FilesystemError } from '../filesystem.ts';
import type { SpiffsVolume } from './spiffs-contents.ts';
import { entriesOf, ID_FREE, ID_INDEX, type SpiffsLayout } from './spiffs-layout.ts';

/** `spiffs_gc_check`, SPIFFS_GC_MAX_RUNS. */
const MOST_COLLECTIONS = 5;
/** SPIFFS_GC_HEUR_W_DELET, _USED and _ERASE_AGE of spiffs_config_common.h. */
const DELETED_WEIGHT = 5;
const USED_WEIGHT = -1;
const AGE_WEIGHT = 50;
const SPARE_BLOCKS = 2;

/** A page in one number: what is in the lookup, then the span. */
const SPANS = 0x1_0000;
const FREE = -1;
const DELETED = 0;

const keyOf = (id: number, span: number): number => id * SPANS + span;
const indexKey = (id: number, span: number): number => keyOf(id | ID_INDEX, span);
const isIndex = (page: number): boolean => page >= ID_INDEX * SPANS;
const isData = (page: number): boolean => page > DELETED && !isIndex(page);

/** Every method that takes pages throws FilesystemError `full` where SPIFFS returns SPIFFS_ERR_FULL. */
export class StockPages {
  readonly layout: SpiffsLayout;
  /** Without lookup pages: entry of a block, block after block. */
  readonly #pages: number[];
  readonly #eraseCounts: number[];
  /** Where the next free page is looked for. */
  #cursorBlock = 0;
  #cursorEntry = 0;
  /** As SPIFFS counts them: collecting a free one makes it one more. */
  #freeBlocks: number;
  #nextEraseCount = 0;
  #isCleaning = false;

  private constructor(
    { layout }: Pick<StockPages, 'layout'>,
    pages: readonly number[],
    eraseCounts: readonly number[],
  ) {
    this.layout = layout;
    this.#pages = [...pages];
    this.#eraseCounts = [...eraseCounts];
    this.#freeBlocks = pages.filter(
      (page, at) => page === FREE && at % layout.entriesPerBlock === 0,
    ).length;
  }

  /** As a mount finds them. The volume is tidy: every page is free, deleted, or needed by a file. */
  static ofVolume({ pages }: SpiffsVolume): StockPages {
    const blocks = Array.from({ length: pages.layout.blocks }, (_, block) => block);
    const found = blocks.flatMap((block) =>
      pages.inBlock(block).map((page) => {
        const [kind, id, span] = [pages.kindOf(page), pages.idOf(page), pages.spanOf(page)];
        if (kind === 'data') return keyOf(id, span);
        if (kind === 'index' || kind === 'dying') return indexKey(id, span);
        return kind === 'free' ? FREE : DELETED;
      }),
    );
    const eraseCounts = blocks.map((block) => pages.eraseCountOf(block));
    const stock = new StockPages(pages, found, eraseCounts);
    stock.#nextEraseCount = pages.nextEraseCount();
    return stock;
  }

  copy(): StockPages {
    const twin = new StockPages(this, this.#pages, this.#eraseCounts);
    twin.#cursorBlock = this.#cursorBlock;
    twin.#cursorEntry = this.#cursorEntry;
    twin.#freeBlocks = this.#freeBlocks;
    twin.#nextEraseCount = this.#nextEraseCount;
    return twin;
  }

  /** `spiffs_gc_check`: collects until so many bytes have pages. */
  reserve(sizeBytes: number): void {
    const { dataBytes, pagesPerBlock } = this.layout;
    let free = this.#freePages();
    if (this.#freeBlocks >= 3 && sizeBytes < free * dataBytes) return;
    if (Math.ceil(sizeBytes / dataBytes) > free + countOf(this.#pages, DELETED)) throw noPages();
    for (let run = 0; run < MOST_COLLECTIONS; run += 1) {
      const before = free;
      this.#collect(this.#candidate(before <= pagesPerBlock));
      free = this.#freePages();
      if (before <= 0 && before === free) break;
      if (this.#freeBlocks > SPARE_BLOCKS && sizeBytes <= free * dataBytes) break;
    }
    if (sizeBytes > free * dataBytes) throw noPages();
  }

  /** `spiffs_page_allocate_data`: the next free page. `id`: with the mark of an index for one of those. */
  allocate(id: number, span: number): void {
    this.#allocate(keyOf(id, span));
  }

  /** `spiffs_page_move` of an index page: written anew with other entries or another size. */
  rewriteIndex(id: number, span: number): void {
    this.#move(this.#pages.indexOf(indexKey(id, span)));
  }

  /** Data pages that the index page of a span points to. */
  deleteData(id: number, span: number): void {
    const [from, end] = this.#dataOf(id, span);
    this.#pages.forEach((page, at) => {
      if (page >= from && page < end) this.#pages[at] = DELETED;
    });
  }

  deleteIndex(id: number, span: number): void {
    this.#pages[this.#pages.indexOf(indexKey(id, span))] = DELETED;
  }

  /** Data pages that the index page of a span points to, as numbers from and up to. */
  #dataOf(id: number, span: number): readonly [number, number] {
    const { first, count } = entriesOf(this.layout, span);
    return [keyOf(id, first), keyOf(id, first + count)];
  }

  /** Deleted ones are none until their block is erased. */
  #freePages(): number {
    const { entriesPerBlock } = this.layout;
    return countOf(this.#pages, FREE) - SPARE_BLOCKS * entriesPerBlock;
  }

  /** `spiffs_obj_lu_find_free`. */
  #allocate(page: number): void {
    if (!this.#isCleaning && this.#freeBlocks < SPARE_BLOCKS) {
      this.#eraseDeletedBlock();
      if (this.#freeBlocks < SPARE_BLOCKS) throw noPages();
    }
    const { entriesPerBlock } = this.layout;
    const start = this.#cursorBlock * entriesPerBlock + this.#cursorEntry;
    const behind = this.#pages.indexOf(FREE, start);
    const at = behind >= 0 ? behind : this.#pages.indexOf(FREE);
    if (at < 0) throw noPages();
    const entry = at % entriesPerBlock;
    this.#cursorBlock = Math.floor(at / entriesPerBlock);
    this.#cursorEntry = entry + 1;
    if (entry === 0) this.#freeBlocks -= 1;
    this.#pages[at] = page;
  }

  #move(from: number): void {
    this.#allocate(this.#pages[from] ?? DELETED);
    this.#pages[from] = DELETED;
  }

  /** `spiffs_gc_quick`: the first block in which everything is deleted. */
  #eraseDeletedBlock(): void {
    const block = this.#eraseCounts.findIndex((_, index) =>
      this.#inBlock(index).every((page) => page === DELETED),
    );
    if (block >= 0) this.#erase(block);
  }

  /**
   * `spiffs_gc_find_candidate`, the first of the best. QUIRK(mongoose-os-libs/vfs-fs-spiffs): a block without a
   * deleted page can be the best, a free one too.
   */
  #candidate(isCrammed: boolean): number {
    const scores = this.#eraseCounts.map((_, block) => this.#scoreOf(block, isCrammed));
    return scores.indexOf(Math.max(...scores));
  }

  #scoreOf(block: number, isCrammed: boolean): number {
    const pages = this.#inBlock(block);
    const deleted = countOf(pages, DELETED);
    if (deleted === 0) return this.layout.pagesPerBlock * USED_WEIGHT;
    const behind = this.#nextEraseCount - (this.#eraseCounts[block] ?? 0);
    const age = behind > 0 ? behind : ID_FREE + behind;
    const used = pages.length - deleted - countOf(pages, FREE);
    return deleted * DELETED_WEIGHT + used * USED_WEIGHT + (isCrammed ? 0 : age * AGE_WEIGHT);
  }

  /** `spiffs_gc_clean` and the erase: pieces of one index page at a time, each followed by that; then index pages. */
  #collect(block: number): void {
    const { blocks, entriesPerBlock } = this.layout;
    this.#isCleaning = true;
    if (this.#cursorBlock === block) {
      this.#cursorBlock = (block + 1) % blocks;
      this.#cursorEntry = 0;
    }
    const first = block * entriesPerBlock;
    const moveAll = (isWanted: (page: number) => boolean): void => {
      for (let at = first; at < first + entriesPerBlock; at += 1)
        if (isWanted(this.#pages[at] ?? FREE)) this.#move(at);
    };
    for (let at = first; at < first + entriesPerBlock; at += 1) {
      const page = this.#pages[at] ?? FREE;
      if (!isData(page)) continue;
      const id = Math.floor(page / SPANS);
      const span = indexSpanOf(this.layout, page % SPANS);
      const [from, end] = this.#dataOf(id, span);
      moveAll((other) => other >= from && other < end);
      this.rewriteIndex(id, span);
    }
    moveAll(isIndex);
    this.#isCleaning = false;
    this.#erase(block);
  }

  /** `spiffs_erase_block`. */
  #erase(block: number): void {
    const { entriesPerBlock } = this.layout;
    this.#pages.fill(FREE, block * entriesPerBlock, (block + 1) * entriesPerBlock);
    this.#freeBlocks += 1;
    this.#eraseCounts[block] = this.#nextEraseCount;
    this.#nextEraseCount = (this.#nextEraseCount + 1) % ID_INDEX;
  }

  #inBlock(block: number): readonly number[] {
    const { entriesPerBlock } = this.layout;
    return this.#pages.slice(block * entriesPerBlock, (block + 1) * entriesPerBlock);
  }
}

const countOf = (pages: readonly number[], kind: number): number =>
  pages.filter((page) => page === kind).length;

export const noPages = (): FilesystemError => new FilesystemError('full', 'no pages left');

/** Which index page points to a data page. */
export function indexSpanOf(layout: SpiffsLayout, dataSpan: number): number {
  const { headerEntries, indexEntries } = layout;
  return dataSpan < headerEntries ? 0 : 1 + Math.floor((dataSpan - headerEntries) / indexEntries);
}
