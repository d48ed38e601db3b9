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

/** Its changes are tried on a copy: what throws FilesystemError `full` has changed nothing that counts. */
export class StockRoom {
  readonly #pages: StockPages;
  readonly #files: Map<string, StockFile>;

  private constructor(pages: StockPages, files: Iterable<readonly [string, StockFile]>) {
    this.#pages = pages;
    this.#files = new Map(files);
  }

  /** Of a tidy volume. */
  static ofVolume(volume: SpiffsVolume): StockRoom {
    return new StockRoom(StockPages.ofVolume(volume), volume.files);
  }

  copy(): StockRoom {
    return new StockRoom(this.#pages.copy(), this.#files);
  }

  /** fopen "wb" and as many writes of `pieceBytes` as it takes. */
  write(name: string, sizeBytes: number, pieceBytes: number): void {
    const old = this.#files.get(name);
    if (old !== undefined) {
      truncate(this.#pages, old);
      this.#files.set(name, { ...old, size: 0 });
    }
    this.append(name, sizeBytes, pieceBytes);
  }

  /** fopen "ab" and one write, or as many as it takes. */
  append(name: string, sizeBytes: number, pieceBytes = Infinity): void {
    const { id, size } = this.#files.get(name) ?? this.#create();
    for (let done = 0; done < sizeBytes; done += pieceBytes)
      append(this.#pages, { id, size: size + done }, Math.min(pieceBytes, sizeBytes - done));
    this.#files.set(name, { id, size: size + sizeBytes });
  }

  /** QUIRK(mongoose-os-libs/vfs-fs-spiffs mgos_vfs_fs_spiffs_rename): nothing is reserved, the replaced file goes first. */
  rename(from: string, to: string): void {
    const file = this.#files.get(from);
    if (file === undefined) return;
    this.remove(to);
    this.#pages.rewriteIndex(file.id, 0);
    this.#files.delete(from);
    this.#files.set(to, file);
  }

  remove(name: string): void {
    const file = this.#files.get(name);
    if (file === undefined) return;
    for (let span = lastSpanOf(this.#pages, file.size); span >= 0; span -= 1) {
      this.#pages.deleteData(file.id, span);
      this.#pages.deleteIndex(file.id, span);
    }
    this.#files.delete(name);
  }

  /** `spiffs_object_create`. */
  #create(): StockFile {
    const taken = [...this.#files.values()].map((file) => file.id);
    let id = 1;
    while (taken.includes(id)) id += 1;
    this.#pages.reserve(this.#pages.layout.dataBytes);
    this.#pages.allocate(id | ID_INDEX, 0);
    return { id, size: 0 };
  }
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

const lastSpanOf = ({ layout }: StockPages, size: number): number =>
  size === 0 ? 0 : indexSpanOf(layout, Math.floor((size - 1) / layout.dataBytes));
