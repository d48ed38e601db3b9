/** A file as SPIFFS pages: what is written where. */
import { encodeUtf8 } from '../../primitives/utf8.ts';
import type { SpiffsFile } from './spiffs-contents.ts';
import {
  entriesOf,
  FLAG,
  HEADER,
  ID_INDEX,
  META_BYTES,
  NAME_BYTES,
  PAGE,
  SIZE_UNDEFINED,
  TYPE_FILE,
  type SpiffsLayout,
} from './spiffs-layout.ts';
import type { SpiffsPages } from './spiffs-pages.ts';
import { pagesOf, piecesOf } from './spiffs-contents.ts';

/**
 * Writes all pages of a new file into blank ones; the header last, and not finished: nothing counts yet.
 * Borrows `bytes` and `meta`, the 8 bytes that the file it replaces had.
 */
export function writeObject(
  pages: SpiffsPages,
  file: SpiffsFile,
  { bytes, meta }: { readonly bytes: Uint8Array; readonly meta: Uint8Array | null },
): void {
  const { layout } = pages;
  const isIndex = new Set(file.indexPages);
  const inOrder = [...pagesOf(file)].sort((a, b) => a - b);
  pages.claim(
    inOrder.map((page) => ({ page, lookup: isIndex.has(page) ? file.id | ID_INDEX : file.id })),
  );
  file.dataPages.forEach((page, span) => {
    const piece = bytes.subarray(span * layout.dataBytes, (span + 1) * layout.dataBytes);
    pages.write(page, dataPage(layout, { id: file.id, span, piece }));
  });
  const tables = file.indexPages.map((_, span) => indexPage(layout, file, span));
  for (let span = tables.length - 1; span >= 0; span -= 1) {
    const [page, table] = [file.indexPages[span], tables[span]];
    if (page === undefined || table === undefined) continue;
    pages.write(page, span === 0 ? header(table, file, meta) : table);
  }
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
