/** A file as SPIFFS pages: what is written where. */
import { concatBytes } from '../../primitives/bytes.ts';
import { encodeUtf8 } from '../../primitives/utf8.ts';
import { headerOf, pagesOf, piecesOf, type SpiffsFile } from './spiffs-contents.ts';
import {
  entriesOf,
  FLAG,
  HEADER,
  ID_INDEX,
  indexPagesOf,
  META_BYTES,
  NAME_BYTES,
  PAGE,
  SIZE_UNDEFINED,
  type SpiffsLayout,
  TYPE_FILE,
} from './spiffs-layout.ts';
import type { SpiffsPages } from './spiffs-pages.ts';

/** Of what a file holds already: which data and index pages stay as they are. The header never does. */
export interface KeptSpans {
  /** The first data page that is written. */
  readonly dataSpan: number;
  /** The first index page behind the header that is written. */
  readonly indexSpan: number;
}

const NOTHING_KEPT: KeptSpans = { dataSpan: 0, indexSpan: 1 };

/** What an append keeps: whole data pages, and index pages that point to nothing else. */
export function appendFrom(layout: SpiffsLayout, sizeBytes: number): KeptSpans {
  const dataSpan = Math.floor(sizeBytes / layout.dataBytes);
  return { dataSpan, indexSpan: Math.max(1, indexPagesOf(layout, dataSpan + 1) - 1) };
}

/**
 * Writes all pages of a new file into blank ones; the header last, and not finished: nothing counts yet.
 * Borrows `bytes` and `meta`, the 8 bytes that the file it replaces had.
 */
export function writeObject(
  pages: SpiffsPages,
  file: SpiffsFile,
  { bytes, meta, kept = NOTHING_KEPT }: ObjectContent,
): void {
  const { layout } = pages;
  const { dataSpan, indexSpan } = kept;
  const isIndex = new Set(file.indexPages);
  const inOrder = [
    ...file.dataPages.slice(dataSpan),
    headerOf(file),
    ...file.indexPages.slice(indexSpan),
  ].sort((a, b) => a - b);
  pages.claim(
    inOrder.map((page) => ({ page, lookup: isIndex.has(page) ? file.id | ID_INDEX : file.id })),
  );
  file.dataPages.slice(dataSpan).forEach((page, at) => {
    const piece = bytes.subarray(at * layout.dataBytes, (at + 1) * layout.dataBytes);
    pages.write(page, dataPage(layout, { id: file.id, span: dataSpan + at, piece }));
  });
  for (let span = file.indexPages.length - 1; span >= 0; span -= 1) {
    const page = file.indexPages[span];
    if (page === undefined || (span > 0 && span < indexSpan)) continue;
    const table = indexPage(layout, file, span);
    pages.write(page, span === 0 ? header(table, file, meta) : table);
  }
}

interface ObjectContent {
  /** Of the data pages that are written. */
  readonly bytes: Uint8Array;
  readonly meta: Uint8Array | null;
  readonly kept?: KeptSpans;
}

/**
 * `longer` holds what `old` does and `bytes` behind it, in blank pages from `from` on. A finished header decides;
 * the pages of `old` that it replaces are deleted then. Borrows `bytes`.
 */
export function appendObject(
  pages: SpiffsPages,
  { old, longer, from }: { old: SpiffsFile; longer: SpiffsFile; from: KeptSpans },
  bytes: Uint8Array,
): void {
  const { dataBytes } = pages.layout;
  const last = new Uint8Array(old.size % dataBytes);
  const tailPage = old.dataPages[from.dataSpan];
  if (tailPage !== undefined) pages.readData(tailPage, last);
  const meta = metaOf(pages.read(headerOf(old)));
  writeObject(pages, longer, { bytes: concatBytes(last, bytes), meta, kept: from });
  pages.finish(headerOf(longer));
  const needed = new Set(pagesOf(longer));
  pages.discard(
    pagesOf(old)
      .filter((page) => !needed.has(page))
      .sort((a, b) => a - b),
  );
}

/** A header page under another name, not finished. Changes `bytes`. */
export function renamedHeader(bytes: Uint8Array, name: string): Uint8Array {
  const field = bytes.subarray(HEADER.name, HEADER.name + NAME_BYTES);
  field.fill(0);
  field.set(encodeUtf8(name));
  bytes[PAGE.flags] = (bytes[PAGE.flags] ?? 0) | FLAG.final;
  return bytes;
}

/** View of the metadata in a header page. */
export function metaOf(header: Uint8Array): Uint8Array {
  return header.subarray(HEADER.meta, HEADER.meta + META_BYTES);
}

function blankPage(layout: SpiffsLayout, id: number, span: number, cleared: number): Uint8Array {
  const page = new Uint8Array(layout.pageSize).fill(0xff);
  const view = new DataView(page.buffer);
  view.setUint16(PAGE.id, id, true);
  view.setUint16(PAGE.span, span, true);
  view.setUint8(PAGE.flags, 0xff & ~cleared);
  return page;
}

function dataPage(
  layout: SpiffsLayout,
  { id, span, piece }: { readonly id: number; readonly span: number; readonly piece: Uint8Array },
): Uint8Array {
  const page = blankPage(layout, id, span, FLAG.used | FLAG.final);
  page.set(piece, PAGE.data);
  return page;
}

/** Final at once, as a data page: it counts when the header does. */
function indexPage(layout: SpiffsLayout, file: SpiffsFile, span: number): Uint8Array {
  const page = blankPage(layout, file.id | ID_INDEX, span, FLAG.used | FLAG.final | FLAG.index);
  const table = new DataView(page.buffer, entriesOf(layout, span).at);
  piecesOf(layout, file, span).forEach((data, entry) => table.setUint16(2 * entry, data, true));
  return page;
}

/** QUIRK(pellepl/spiffs spiffs_object_create): the size of an empty file stays ones, to be written later. */
function header(page: Uint8Array, file: SpiffsFile, meta: Uint8Array | null): Uint8Array {
  const view = new DataView(page.buffer);
  view.setUint32(HEADER.size, file.size === 0 ? SIZE_UNDEFINED : file.size, true);
  view.setUint8(HEADER.type, TYPE_FILE);
  if (meta !== null) page.set(meta, HEADER.meta);
  return renamedHeader(page, file.name);
}
