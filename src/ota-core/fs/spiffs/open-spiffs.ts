/**
 * SPIFFS over a chip, read and written as Mongoose OS does it, and safe where the original is not. Each change
 * has one bit that decides; before it the old answer holds, after it the new one (spiffs-contents.ts):
 *
 *   write    all pages of the new object, its header finished ← decides, or: the old header condemned
 *   append   the last piece and what follows, their index pages, a header with the new size finished ← decides
 *   rename   the header under its new name, finished ← decides; over another file: the old header condemned
 *   remove   the header condemned ← decides
 *
 * Mounting only reads. What a cut left is put right before the first change. A change is refused where the
 * original would have run out of pages (stock-room.ts), though this order of writing could still find some.
 */
import type { Flash } from '../../flash/flash.ts';
import { decodeUtf8, encodeUtf8 } from '../../primitives/utf8.ts';
import {
  FilesystemError,
  type FileEntry,
  type Filesystem,
  type FilesystemSpace,
  type WriteOptions,
} from '../filesystem.ts';
import {
  headerOf,
  type SpiffsFile,
  mountVolume,
  pagesOf,
  usedPages,
  type SpiffsVolume,
} from './spiffs-contents.ts';
import {
  dataPagesOf,
  ID_INDEX,
  indexPagesOf,
  spiffsLayoutOf,
  NAME_BYTES,
  type SpiffsGeometry,
  type SpiffsLayout,
} from './spiffs-layout.ts';
import { appendFrom, appendObject, metaOf, renamedHeader, writeObject } from './spiffs-objects.ts';
import { SpiffsPages } from './spiffs-pages.ts';
import { makeRoom, SPARE_BLOCKS } from './spiffs-room.ts';
import { noPages } from './stock-pages.ts';
import { StockRoom } from './stock-room.ts';

/**
 * Mounts what is on the flash. What the geometry leaves out is as Mongoose OS has it: all of the flash, blocks
 * and erase blocks of 4096, pages of 256. Throws FilesystemError `corrupt` for anything that is not a SPIFFS
 * whose every file can be read.
 */
export function openSpiffs(flash: Flash, geometry: Partial<SpiffsGeometry> = {}): Filesystem {
  return new Spiffs(flash, spiffsLayoutOf(flash, geometry));
}

class Spiffs implements Filesystem {
  readonly kind = 'spiffs';
  readonly #flash: Flash;
  readonly #layout: SpiffsLayout;
  #volume: SpiffsVolume | null;
  #isTidy = false;
  /** null: to be counted on what is mounted. */
  #room: StockRoom | null = null;

  constructor(flash: Flash, layout: SpiffsLayout) {
    this.#flash = flash;
    this.#layout = layout;
    this.#volume = mountVolume(new SpiffsPages(flash, layout));
  }

  list(): readonly FileEntry[] {
    const files = [...this.#mounted().files.values()];
    return files
      .map(({ name, size }) => ({ name, size }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  read(name: string): Uint8Array | null {
    const { files, pages } = this.#mounted();
    const file = files.get(name);
    if (file === undefined) return null;
    const { dataBytes } = this.#layout;
    const bytes = new Uint8Array(file.size);
    file.dataPages.forEach((page, span) =>
      pages.readData(page, bytes.subarray(span * dataBytes, (span + 1) * dataBytes)),
    );
    return bytes;
  }

  write(name: string, bytes: Uint8Array, { pieceBytes = Infinity }: WriteOptions = {}): void {
    requireName(name);
    const dataPages = dataPagesOf(this.#layout, bytes.length);
    const indexPages = indexPagesOf(this.#layout, dataPages);
    const plan = (room: StockRoom): void => room.write(name, bytes.length, pieceBytes);
    this.#change(plan, (volume) => {
      const { pages, files } = volume;
      const room = makeRoom(volume, indexPages + dataPages);
      const old = files.get(name) ?? null; // the collection may have moved it
      const file: SpiffsFile = {
        id: freeId(volume, old),
        name,
        size: bytes.length,
        indexPages: room.slice(0, indexPages),
        dataPages: room.slice(indexPages),
      };
      const meta = old === null ? null : metaOf(pages.read(headerOf(old)));
      writeObject(pages, file, { bytes, meta });
      pages.finish(headerOf(file));
      if (old !== null) deleteFile(volume, old);
      files.set(name, file);
    });
  }

  append(name: string, bytes: Uint8Array): void {
    const old = this.#mounted().files.get(name);
    if (old === undefined || old.size === 0) {
      this.write(name, bytes);
      return;
    }
    if (bytes.length === 0) return;
    const plan = (room: StockRoom): void => room.append(name, bytes.length);
    this.#change(plan, (volume) => {
      const { layout } = volume.pages;
      const from = appendFrom(layout, old.size);
      const dataPages = dataPagesOf(layout, old.size + bytes.length);
      const indexPages = indexPagesOf(layout, dataPages);
      const newIndexPages = 1 + indexPages - from.indexSpan;
      const room = makeRoom(volume, newIndexPages + dataPages - from.dataSpan);
      const file = volume.files.get(name); // the collection may have moved it
      if (file === undefined) return;
      const [header = 0, ...behind] = room;
      const longer: SpiffsFile = {
        ...file,
        size: old.size + bytes.length,
        indexPages: [
          header,
          ...file.indexPages.slice(1, from.indexSpan),
          ...behind.slice(0, newIndexPages - 1),
        ],
        dataPages: [...file.dataPages.slice(0, from.dataSpan), ...behind.slice(newIndexPages - 1)],
      };
      appendObject(volume.pages, { old: file, longer, from }, bytes);
      volume.files.set(name, longer);
    });
  }

  rename(from: string, to: string): boolean {
    requireName(to);
    if (!this.#mounted().files.has(from)) return false;
    if (from === to) return true;
    const plan = (room: StockRoom): void => room.rename(from, to);
    this.#change(plan, (volume) => {
      const { pages, files } = volume;
      const [target] = makeRoom(volume, 1);
      const file = files.get(from);
      if (file === undefined || target === undefined) return;
      const replaced = files.get(to);
      const header = headerOf(file);
      pages.claim([{ page: target, lookup: file.id | ID_INDEX }]);
      pages.write(target, renamedHeader(pages.read(header), to));
      pages.finish(target);
      if (replaced !== undefined) {
        pages.condemn(header);
        deleteFile(volume, replaced);
      }
      pages.discard([header]);
      files.delete(from);
      files.set(to, { ...file, name: to, indexPages: [target, ...file.indexPages.slice(1)] });
    });
    return true;
  }

  remove(name: string): boolean {
    if (!this.#mounted().files.has(name)) return false;
    const plan = (room: StockRoom): void => room.remove(name);
    this.#change(plan, (volume) => {
      const file = volume.files.get(name);
      if (file !== undefined) deleteFile(volume, file);
    });
    return true;
  }

  /** `SPIFFS_info`: pages of data, two blocks kept back and one page given on top; what is used in whole pages. */
  space(): FilesystemSpace {
    const { blocks, entriesPerBlock, dataBytes } = this.#layout;
    const pages = (blocks - SPARE_BLOCKS) * entriesPerBlock + 1;
    const free = Math.max(0, pages - usedPages(this.#mounted()));
    return { sizeBytes: pages * dataBytes, freeBytes: free * dataBytes };
  }

  #mounted(): SpiffsVolume {
    this.#volume ??= mountVolume(new SpiffsPages(this.#flash, this.#layout));
    return this.#volume;
  }

  /**
   * `plan` refuses before anything is changed. Whatever throws later, the next call begins with what is on the flash.
   */
  #change(plan: (room: StockRoom) => void, act: (volume: SpiffsVolume) => void): void {
    const volume = this.#tidied();
    this.#room ??= StockRoom.ofVolume(volume);
    const room = this.#room.copy();
    plan(room);
    this.#volume = null;
    this.#room = null;
    this.#isTidy = false;
    act(volume);
    this.#isTidy = true;
    this.#volume = volume;
    this.#room = room;
  }

  #tidied(): SpiffsVolume {
    const volume = this.#mounted();
    if (this.#isTidy) return volume;
    this.#volume = null;
    tidyVolume(volume);
    this.#isTidy = true;
    this.#volume = volume;
    return volume;
  }
}

/** Condemned, it is gone; the rest is to have its pages back. */
function deleteFile({ pages, files }: SpiffsVolume, file: SpiffsFile): void {
  pages.condemn(headerOf(file));
  pages.discard([...pagesOf(file)].sort((a, b) => a - b));
  files.delete(file.name);
}

/** The smallest free id greater than that of the file it replaces, or the smallest of all. Throws `full`. */
function freeId({ pages, files }: SpiffsVolume, replaced: SpiffsFile | null): number {
  const taken = new Set([...files.values()].map(({ id }) => id));
  const most = Math.min(pages.count, ID_INDEX - 2); // the last one with the index bit would read as free
  for (const first of [(replaced?.id ?? 0) + 1, 1])
    for (let id = first; id <= most; id += 1) if (!taken.has(id)) return id;
  throw noPages();
}

function requireName(name: string): void {
  const bytes = encodeUtf8(name);
  if (name === '' || /[\0/]/.test(name) || decodeUtf8(bytes) !== name)
    throw new FilesystemError('bad-name', JSON.stringify(name));
  if (bytes.length >= NAME_BYTES)
    throw new FilesystemError('name-too-long', `${bytes.length} of ${NAME_BYTES - 1} bytes`);
}

/**
 * Puts right what a cut left, before the first change after a mount. The order keeps the answer of
 * spiffs-contents.ts the same, however often the supply goes away meanwhile:
 *
 * 1. The block whose erase was cut off is erased: nothing in it counts.
 * 2. The headers that lost are condemned. A dying header that decided it is still there.
 * 3. Whatever no file needs is deleted, in any order: what a winner needs is not among it. A block that was about
 *    to be erased and got no further than the first bytes holds nothing else: it is erased.
 */

/** Afterwards every page is free and blank, deleted, or needed by a file. Loses nothing. */
function tidyVolume(volume: SpiffsVolume): void {
  const { pages } = volume;
  if (pages.spentBlock !== null) pages.erase(pages.spentBlock);
  for (const header of volume.losers) pages.condemn(header);
  const needed = new Set([...volume.files.values()].flatMap(pagesOf));
  for (let block = 0; block < pages.layout.blocks; block += 1)
    if (pages.isMarred(block) && !pages.inBlock(block).some((page) => needed.has(page)))
      pages.erase(block);
    else pages.discard(leftovers(pages, needed, block));
}

function leftovers(
  pages: SpiffsPages,
  needed: ReadonlySet<number>,
  block: number,
): readonly number[] {
  const inBlock = pages.inBlock(block);
  const lastWritten = inBlock.map((page) => pages.kindOf(page) !== 'free').lastIndexOf(true);
  return inBlock.filter((page, entry) => {
    const kind = pages.kindOf(page);
    // SPIFFS copies a page before it writes the lookup (`spiffs_page_move`), and takes what follows a free page
    // for free (`spiffs_gc_find_candidate`).
    if (kind === 'free') return entry < lastWritten || !pages.isBlank(page);
    return kind !== 'gone' && !needed.has(page);
  });
}
