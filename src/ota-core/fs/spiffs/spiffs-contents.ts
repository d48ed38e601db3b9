/**
 * What the pages of a chip say: which files are there, and which pages they need. It only reads, and gives the
 * same answer whenever it is asked: what a cut left is decided here, put right later (open-spiffs.ts).
 *
 * A file is there when its header counts and everything it points to does. Two headers can stand for one file
 * for the time of a few operations. These are all cases, and who wins:
 *
 *   a file is replaced    two ids, one name   the greater id: a new file gets a greater one where there is one
 *   pages were moved      one id, one name    either, they say the same: the lower page
 *   a file is appended to one id, one name    the longer one: it is finished when all it points to is there
 *   a file is renamed     one id, two names   either name is a whole answer: the lower page
 *     over another one    … and the new name is another file's
 *                           the old header counts: it wins, nothing happened yet
 *                           the old header is dying: the new header wins over the other file
 *
 * A third header for anything cannot come from a cut: it is refused, as is all that contradicts itself. Every
 * page is looked at once or twice, and no length that the image claims is believed before it is checked.
 */
import { decodeUtf8 } from '../../primitives/utf8.ts';
import { FilesystemError } from '../filesystem.ts';
import {
  dataPagesOf,
  entriesOf,
  entryOf,
  HEADER,
  indexPagesOf,
  NAME_BYTES,
  NO_PAGE,
  SIZE_UNDEFINED,
  type SpiffsLayout,
} from './spiffs-layout.ts';
import type { SpiffsPages } from './spiffs-pages.ts';

export interface SpiffsFile {
  readonly id: number;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Its object index by span: the header first. */
  readonly indexPages: readonly number[];
  /** By span. */
  readonly dataPages: readonly number[];
}

export interface SpiffsContents {
  readonly files: ReadonlyMap<string, SpiffsFile>;
  /** Headers that count, of files that lost: to be condemned before anything else changes. */
  readonly losers: readonly number[];
}

/** Throws FilesystemError `corrupt` with what contradicts itself. */
function readContents(pages: SpiffsPages): SpiffsContents {
  const found = findIndexPages(pages);
  const complete = new Map(
    [...found.objects].map(([id, object]) => [id, readHeaders(pages, id, object)]),
  );
  const claims = new Map<string, number>();
  for (const file of [...complete.values()].flat())
    claims.set(file.name, (claims.get(file.name) ?? 0) + 1);
  const files = new Map<string, SpiffsFile>();
  const losers: number[] = [];
  const contested = new Set<string>();
  for (const twins of complete.values()) {
    const file = chooseTwin(twins, claims);
    const rival = files.get(file.name);
    const winner = rival === undefined ? file : chooseRival(file, rival, found.movingIds);
    files.set(file.name, winner);
    if (rival === undefined) continue;
    if (contested.has(file.name)) throw corrupt(`three objects are named ${file.name}`);
    contested.add(file.name);
    losers.push(headerOf(winner === file ? rival : file));
  }
  return { files, losers };
}

export function headerOf(file: SpiffsFile): number {
  return file.indexPages[0] ?? 0;
}

/** Index pages that count, by span; two of a span at most. */
type IndexObject = ReadonlyMap<number, readonly number[]>;

interface FoundIndexPages {
  readonly objects: ReadonlyMap<number, IndexObject>;
  /** Objects with a header that is being deleted. */
  readonly movingIds: ReadonlySet<number>;
}

function findIndexPages(pages: SpiffsPages): FoundIndexPages {
  const objects = new Map<number, Map<number, number[]>>();
  const movingIds = new Set<number>();
  for (let page = 0; page < pages.count; page += 1) {
    const kind = pages.kindOf(page);
    if (kind !== 'index' && kind !== 'dying') continue;
    const [id, span] = [pages.idOf(page), pages.spanOf(page)];
    if (kind === 'dying') movingIds.add(id);
    else {
      const object = objects.get(id) ?? new Map<number, number[]>();
      objects.set(id, object);
      const twins = object.get(span) ?? [];
      object.set(span, [...twins, page]);
      if (twins.length === 2) throw corrupt(`object ${id} has three index pages of span ${span}`);
    }
  }
  for (const [id, object] of objects) if (!object.has(0)) objects.delete(id); // left of a deleted file
  return { objects, movingIds };
}

/** The files that the headers of an object stand for: one, or two while something was done to it. */
function readHeaders(pages: SpiffsPages, id: number, object: IndexObject): readonly SpiffsFile[] {
  const headers = (object.get(0) ?? []).map((header) => readFile(pages, { id, object, header }));
  const files = headers.filter((file) => typeof file !== 'string');
  if (files.length > 0) return files;
  const reasons = headers.filter((reason) => typeof reason === 'string');
  throw corrupt(`object ${id}: ${reasons.join('; ')}`);
}

/** The file, or what contradicts itself. */
function readFile(
  pages: SpiffsPages,
  { id, object, header }: { id: number; object: IndexObject; header: number },
): SpiffsFile | string {
  const { layout } = pages;
  const bytes = pages.read(header);
  const name = nameIn(bytes);
  if (name === null) return `page ${header} has no name`;
  const stated = new DataView(bytes.buffer).getUint32(HEADER.size, true);
  const size = stated === SIZE_UNDEFINED ? 0 : stated;
  const count = dataPagesOf(layout, size);
  if (count > pages.count) return `${name} cannot have ${size} bytes`;
  const indexPages: number[] = [];
  const dataPages: number[] = [];
  for (let span = 0; span < indexPagesOf(layout, count); span += 1) {
    const candidates = span === 0 ? [header] : (object.get(span) ?? []);
    const read = candidates.map((page) => readEntries(pages, { page, id, span, count }));
    const sound = read.filter((entries) => typeof entries !== 'string');
    // Cut off while it was appended to, an object has two: the one that ends with the file is of before.
    const found = sound.find(({ ends }) => ends) ?? sound[0];
    if (found === undefined)
      return `${name}: ${read.filter((entries) => typeof entries === 'string').join('; ') || `no index page ${span}`}`;
    indexPages.push(found.page);
    dataPages.push(...found.entries);
  }
  return { id, name, size, indexPages, dataPages };
}

function nameIn(header: Uint8Array): string | null {
  const field = header.subarray(HEADER.name, HEADER.name + NAME_BYTES);
  const end = field.indexOf(0);
  return end <= 0 ? null : decodeUtf8(field.subarray(0, end));
}

interface IndexEntries {
  readonly page: number;
  readonly entries: readonly number[];
  /** It points to nothing behind the end of the file. */
  readonly ends: boolean;
}

/** The data pages that an index page points to, or what is wrong with one. */
function readEntries(
  pages: SpiffsPages,
  { page, id, span, count }: { page: number; id: number; span: number; count: number },
): IndexEntries | string {
  const { first, count: most, at } = entriesOf(pages.layout, span);
  const table = new DataView(pages.read(page).buffer, at);
  const entries: number[] = [];
  const last = Math.min(most, count - first);
  for (let entry = 0; entry < last; entry += 1) {
    const data = table.getUint16(2 * entry, true);
    const isData = data < pages.count && entryOf(pages.layout, data) >= 0;
    if (!isData || pages.kindOf(data) !== 'data')
      return `piece ${first + entry} is not in page ${data}`;
    if (pages.idOf(data) !== id || pages.spanOf(data) !== first + entry)
      return `page ${data} is piece ${pages.spanOf(data)} of object ${pages.idOf(data)}`;
    entries.push(data);
  }
  return { page, entries, ends: last === most || table.getUint16(2 * last, true) === NO_PAGE };
}

function chooseTwin(twins: readonly SpiffsFile[], claims: ReadonlyMap<string, number>): SpiffsFile {
  const [first, second] = twins;
  if (first === undefined) throw corrupt('object without header');
  if (second === undefined) return first;
  if (first.name === second.name) return second.size > first.size ? second : first;
  const isContested = (file: SpiffsFile): boolean => (claims.get(file.name) ?? 0) > 1;
  return isContested(first) && !isContested(second) ? second : first;
}

function chooseRival(a: SpiffsFile, b: SpiffsFile, movingIds: ReadonlySet<number>): SpiffsFile {
  const isMoving = (file: SpiffsFile): boolean => movingIds.has(file.id);
  if (isMoving(a) !== isMoving(b)) return isMoving(a) ? a : b;
  return a.id > b.id ? a : b;
}

function corrupt(detail: string): FilesystemError {
  return new FilesystemError('corrupt', detail);
}

/** A mounted SPIFFS in memory: its pages and its files, kept in step by whoever changes either. */
export interface SpiffsVolume {
  readonly pages: SpiffsPages;
  readonly files: Map<string, SpiffsFile>;
  /** Headers to be condemned before anything else changes; empty once the volume is tidy. */
  readonly losers: readonly number[];
}

/** Only reads. Throws FilesystemError `corrupt`. */
export function mountVolume(pages: SpiffsPages): SpiffsVolume {
  const { files, losers } = readContents(pages);
  return { pages, files: new Map(files), losers };
}

export function pagesOf(file: SpiffsFile): readonly number[] {
  return [...file.dataPages, ...file.indexPages];
}

/** Pages that files need. */
export function usedPages(volume: SpiffsVolume): number {
  return [...volume.files.values()].flatMap(pagesOf).length;
}

/** Data pages that the index page of a span points to. */
export function piecesOf(layout: SpiffsLayout, file: SpiffsFile, span: number): readonly number[] {
  const { first, count } = entriesOf(layout, span);
  return file.dataPages.slice(first, first + count);
}
