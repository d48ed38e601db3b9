/**
 * Whether a device would have room for a change: the file operations of SPIFFS as Mongoose OS calls them, done on
 * pages without content (stock-pages.ts). What is written here is written in another order, which a cut cannot
 * break; the room is the device's. It starts with what a mount finds and then goes along with every change.
 */
import type { SpiffsVolume } from './spiffs-contents.ts';
import { ID_INDEX } from './spiffs-layout.ts';
import { indexSpanOf, StockPages } from './stock-pages.ts';

interface StockFile {
  readonly id: number;
  /** Bytes. */
  readonly size: number;
}

/** Immutable: a change is a new one, so what did not fit has changed nothing. All throw FilesystemError `full`. */
export class StockRoom {
  readonly #pages: StockPages;
  readonly #files: ReadonlyMap<string, StockFile>;

  private constructor(pages: StockPages, files: ReadonlyMap<string, StockFile>) {
    this.#pages = pages;
    this.#files = files;
  }

  /** Of a tidy volume. */
  static ofVolume(volume: SpiffsVolume): StockRoom {
    const files = [...volume.files.values()].map(
      ({ name, id, size }) => [name, { id, size }] as const,
    );
    return new StockRoom(StockPages.ofVolume(volume), new Map(files));
  }

  /** fopen "wb" and as many writes of `pieceBytes` as it takes. */
  afterWrite(name: string, sizeBytes: number, pieceBytes: number): StockRoom {
    const pages = this.#pages.copy();
    const old = this.#files.get(name);
    if (old === undefined)
      return this.#with(
        pages,
        name,
        appended(pages, this.#create(pages), { sizeBytes, pieceBytes }),
      );
    truncate(pages, old);
    return this.#with(pages, name, appended(pages, { ...old, size: 0 }, { sizeBytes, pieceBytes }));
  }

  /** fopen "ab" and one write. */
  afterAppend(name: string, sizeBytes: number): StockRoom {
    const pages = this.#pages.copy();
    const file = this.#files.get(name) ?? this.#create(pages);
    const pieceBytes = Math.max(1, sizeBytes);
    return this.#with(pages, name, appended(pages, file, { sizeBytes, pieceBytes }));
  }

  /** QUIRK(mongoose-os-libs/vfs-fs-spiffs mgos_vfs_fs_spiffs_rename): nothing is reserved, the replaced file goes first. */
  afterRename(from: string, to: string): StockRoom {
    const pages = this.#pages.copy();
    const files = new Map(this.#files);
    const [file, replaced] = [files.get(from), files.get(to)];
    if (file === undefined) return this;
    if (replaced !== undefined) remove(pages, replaced);
    pages.rewriteIndex(file.id, 0);
    files.delete(from);
    return new StockRoom(pages, files.set(to, file));
  }

  afterRemove(name: string): StockRoom {
    const file = this.#files.get(name);
    if (file === undefined) return this;
    const pages = this.#pages.copy();
    const files = new Map(this.#files);
    remove(pages, file);
    files.delete(name);
    return new StockRoom(pages, files);
  }

  /** `spiffs_object_create`. */
  #create(pages: StockPages): StockFile {
    const taken = new Set([...this.#files.values()].map(({ id }) => id));
    let id = 1;
    while (taken.has(id)) id += 1;
    pages.reserve(pages.layout.dataBytes);
    pages.allocate(id | ID_INDEX, 0);
    return { id, size: 0 };
  }

  #with(pages: StockPages, name: string, file: StockFile): StockRoom {
    return new StockRoom(pages, new Map(this.#files).set(name, file));
  }
}

interface Written {
  readonly sizeBytes: number;
  readonly pieceBytes: number;
}

function appended(
  pages: StockPages,
  file: StockFile,
  { sizeBytes, pieceBytes }: Written,
): StockFile {
  const end = file.size + sizeBytes;
  let { size } = file;
  while (size < end) {
    const piece = Math.min(pieceBytes, end - size);
    append(pages, { ...file, size }, piece);
    size += piece;
  }
  return { ...file, size };
}

/** `spiffs_object_append`: one page more is reserved, the header is written anew for every size but the first. */
function append(pages: StockPages, { id, size }: StockFile, sizeBytes: number): void {
  const { layout } = pages;
  const { dataBytes } = layout;
  pages.reserve(sizeBytes + dataBytes);
  const lastSpan = size === 0 ? -1 : indexSpanOf(layout, Math.floor((size - 1) / dataBytes));
  let span = -1;
  for (let at = size; at < size + sizeBytes; at += dataBytes - (at % dataBytes)) {
    const data = Math.floor(at / dataBytes);
    const next = indexSpanOf(layout, data);
    if (next !== span) {
      if (at > size && !(span === 0 && size === 0)) pages.rewriteIndex(id, 0);
      if (next > 0 && (at > size || next > lastSpan)) pages.allocate(id | ID_INDEX, next);
      span = next;
    }
    if (at % dataBytes === 0) pages.allocate(id, data);
  }
  if (span > 0 || size > 0) pages.rewriteIndex(id, 0);
}

/** `spiffs_object_truncate` to nothing: from the last index page to the header, which stays. */
function truncate(pages: StockPages, { id, size }: StockFile): void {
  if (size === 0) return;
  const { layout } = pages;
  pages.reserve(2 * layout.dataBytes);
  for (let span = lastSpanOf(pages, size); span > 0; span -= 1) {
    pages.deleteData(id, span);
    pages.deleteIndex(id, span);
    pages.rewriteIndex(id, 0);
  }
  pages.deleteData(id, 0);
  pages.rewriteIndex(id, 0);
}

function remove(pages: StockPages, { id, size }: StockFile): void {
  for (let span = lastSpanOf(pages, size); span >= 0; span -= 1) {
    pages.deleteData(id, span);
    pages.deleteIndex(id, span);
  }
}

const lastSpanOf = ({ layout }: StockPages, size: number): number =>
  size === 0 ? 0 : indexSpanOf(layout, Math.floor((size - 1) / layout.dataBytes));
