/**
 * Where SPIFFS keeps what, as Mongoose OS builds it (pellepl/spiffs docs/TECH_SPEC and src/spiffs_nucleus.h):
 * 16-bit object, span and page indices, magic without length, aligned object index tables, 48-byte names and
 * 8 bytes of metadata. All numbers are little-endian.
 *
 *   block   lookup page(s): one id per page | unused, ones | magic | erase count     then its pages
 *   page    id 2 | span 2 | flags 1 | data …                                          a piece of a file
 *   header  id 2 | span 0 | flags 1 | 3 unused | size 4 | type 1 | name 48 | meta 8 | 1 unused | pages …
 *   index   id 2 | span 2 | flags 1 | 3 unused | pages …                              of a longer file
 */
import type { Flash } from '../../flash/flash.ts';
import { FilesystemError } from '../filesystem.ts';

/** As the part of a bundle says it: fs_size, fs_block_size, fs_page_size, fs_erase_size. Bytes. */
export interface SpiffsGeometry {
  /** From the start of the flash on; whole blocks of it are used. */
  readonly sizeBytes: number;
  readonly blockSize: number;
  readonly pageSize: number;
  readonly eraseSize: number;
}

export interface SpiffsLayout {
  readonly sizeBytes: number;
  readonly blockSize: number;
  readonly pageSize: number;
  readonly blocks: number;
  /** Lookup pages included, as page indices count them. */
  readonly pagesPerBlock: number;
  readonly lookupPages: number;
  /** Pages of a block that can hold something. */
  readonly entriesPerBlock: number;
  /** Bytes of a file in one page. */
  readonly dataBytes: number;
  readonly headerEntries: number;
  readonly indexEntries: number;
  readonly magic: number;
  /** From the start of a block. */
  readonly magicAt: number;
  readonly eraseCountAt: number;
}

/** Of an object lookup entry. */
export const ID_FREE = 0xffff;
export const ID_DELETED = 0;
/** Set in the id of every page of an object index. */
export const ID_INDEX = 0x8000;

/** Bits of a page's flags; each means what its name says once it is cleared. */
export const FLAG = { used: 1, final: 2, index: 4, dying: 0x40, deleted: 0x80 } as const;

export const PAGE = { id: 0, span: 2, flags: 4, data: 5 } as const;
export const HEADER = { size: 8, type: 12, name: 13, meta: 61, entries: 70 } as const;
export const INDEX_ENTRIES_AT = 8;
export const NAME_BYTES = 48;
export const META_BYTES = 8;
export const TYPE_FILE = 1;
/** Size of a file that nothing was written to yet. */
export const SIZE_UNDEFINED = 0xffffffff;
/** Where an object index points to nothing. */
export const NO_PAGE = 0xffff;

/** `SPIFFS_MAGIC` without length, before the page size goes in. */
const MAGIC = 0x0529;
const ENTRY_BYTES = 2;
/** One to work in and one to move to, as SPIFFS keeps them; one for files. */
const FEWEST_BLOCKS = 3;

/** Throws FilesystemError `corrupt` for a geometry that SPIFFS or the chip cannot have. */
export function spiffsLayoutOf(flash: Flash, geometry: Partial<SpiffsGeometry>): SpiffsLayout {
  const { size, eraseSize: chipErase } = flash.geometry;
  const { sizeBytes = size, blockSize = 4096, pageSize = 256, eraseSize = 4096 } = geometry;
  const need = (holds: boolean, what: string): void => {
    if (!holds) throw new FilesystemError('corrupt', `geometry: ${what}`);
  };
  for (const number of [sizeBytes, blockSize, pageSize, eraseSize])
    need(Number.isSafeInteger(number) && number > 0, `${number} is no size`);
  need(sizeBytes <= size, `${sizeBytes} bytes do not fit into ${size}`);
  need(blockSize % eraseSize === 0, `blocks of ${blockSize} on erase blocks of ${eraseSize}`);
  need(blockSize % chipErase === 0, `blocks of ${blockSize} on a chip that erases ${chipErase}`);
  need(pageSize >= 128 && pageSize % 4 === 0, `pages of ${pageSize}`);
  need(blockSize % pageSize === 0, `pages of ${pageSize} in ${blockSize}`);
  const pagesPerBlock = blockSize / pageSize;
  const blocks = Math.floor(sizeBytes / blockSize);
  need(blocks >= FEWEST_BLOCKS, `${blocks} blocks`);
  need(blocks * pagesPerBlock <= NO_PAGE, `${blocks * pagesPerBlock} pages`);
  const lookupPages = Math.max(1, Math.floor((pagesPerBlock * ENTRY_BYTES) / pageSize));
  const entriesPerBlock = pagesPerBlock - lookupPages;
  const lookupBytes = lookupPages * pageSize;
  const magicAt = lookupBytes - 2 * ENTRY_BYTES;
  need(entriesPerBlock > 0 && entriesPerBlock * ENTRY_BYTES <= magicAt, 'no room for the magic');
  return {
    sizeBytes: blocks * blockSize,
    blockSize,
    pageSize,
    blocks,
    pagesPerBlock,
    lookupPages,
    entriesPerBlock,
    dataBytes: pageSize - PAGE.data,
    headerEntries: Math.floor((pageSize - HEADER.entries) / ENTRY_BYTES),
    indexEntries: Math.floor((pageSize - INDEX_ENTRIES_AT) / ENTRY_BYTES),
    magic: (MAGIC ^ pageSize) & 0xffff,
    magicAt,
    eraseCountAt: lookupBytes - ENTRY_BYTES,
  };
}

/** The page of an entry of a block's lookup. */
export function pageOf(layout: SpiffsLayout, block: number, entry: number): number {
  return block * layout.pagesPerBlock + layout.lookupPages + entry;
}

/** Entry of its block's lookup; negative for a lookup page. */
export function entryOf(layout: SpiffsLayout, page: number): number {
  return (page % layout.pagesPerBlock) - layout.lookupPages;
}

export function blockOf(layout: SpiffsLayout, page: number): number {
  return Math.floor(page / layout.pagesPerBlock);
}

/** Pages that a file of this size has data in. */
export function dataPagesOf(layout: SpiffsLayout, size: number): number {
  return Math.ceil(size / layout.dataBytes);
}

/** Pages of the object index of a file with so many data pages, its header included. */
export function indexPagesOf(layout: SpiffsLayout, dataPages: number): number {
  return 1 + Math.ceil(Math.max(0, dataPages - layout.headerEntries) / layout.indexEntries);
}

/** First data page that the index page of a span points to, and how many it can point to. */
export function entriesOf(
  layout: SpiffsLayout,
  span: number,
): { readonly first: number; readonly count: number; readonly at: number } {
  const { headerEntries, indexEntries } = layout;
  if (span === 0) return { first: 0, count: headerEntries, at: HEADER.entries };
  const first = headerEntries + (span - 1) * indexEntries;
  return { first, count: indexEntries, at: INDEX_ENTRIES_AT };
}
