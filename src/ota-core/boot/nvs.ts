/**
 * ESP-IDF's NVS, as much of it as boot state needs: u32 values by namespace and key, on real pages
 * (nvs-page.ts). Between calls nothing is kept in RAM. Ordering rules, as in nvs_storage.cpp and nvs_pagemanager.cpp:
 *
 *  1. A new value is written whole before the old one is dropped; of two, the later one counts.
 *  2. A value is removed oldest version first, so that no older one comes back.
 *  3. One page is always free. When the pages are full, the one with most dropped entries is marked
 *     `freeing`, what still counts in it goes to the free page, then it is erased; a cut in between is
 *     finished before the next change.
 */
import { FlashFault, type Flash } from '../flash/flash.ts';
import { openPartition } from '../flash/partition.ts';
import { invariant } from '../primitives/invariant.ts';
import { encodeUtf8 } from '../primitives/utf8.ts';
import { isSameItem, NVS_PAGE_SIZE, nvsEntryCrc, NvsPage, type NvsItem } from './nvs-page.ts';

const TYPE_U8 = 0x01;
const TYPE_U32 = 0x04;
/** Namespaces are entries of this namespace; their value is the index that other entries use. */
const NAMESPACES = 0;
const KEY_MAX = 15;

interface Place {
  readonly page: NvsPage;
  readonly item: NvsItem;
}

export class Nvs {
  readonly #flash: Flash;
  #pages: readonly NvsPage[] = [];

  /** `flash` is the whole partition, at least three pages. */
  constructor(flash: Flash) {
    this.#flash = flash;
  }

  /** null when there is no such value. */
  getU32(namespace: string, key: string): number | null {
    this.#look();
    return this.#valueOf(namespace, key);
  }

  /** Writes nothing if the value is there already. Throws FlashFault `not-stored` if the flash does not keep it. */
  setU32(namespace: string, key: string, value: number): void {
    if (this.getU32(namespace, key) === value) return;
    this.#finishFreeing();
    const index = this.#namespaceIndex(namespace) ?? this.#addNamespace(namespace);
    this.#put(entryOf(index, TYPE_U32, key, value));
    if (this.getU32(namespace, key) !== value) throw new FlashFault('not-stored', 0);
  }

  remove(namespace: string, key: string): void {
    if (this.getU32(namespace, key) === null) return;
    this.#finishFreeing();
    const index = this.#namespaceIndex(namespace) ?? NAMESPACES;
    for (const { page, item } of this.#find(entryOf(index, TYPE_U32, key, 0))) page.drop(item);
  }

  #look(): void {
    const count = Math.floor(this.#flash.geometry.size / NVS_PAGE_SIZE);
    this.#pages = Array.from({ length: count }, (_, page) => {
      const area = { offset: page * NVS_PAGE_SIZE, sizeBytes: NVS_PAGE_SIZE };
      return new NvsPage(openPartition(this.#flash, area));
    });
  }

  #valueOf(namespace: string, key: string): number | null {
    const index = this.#namespaceIndex(namespace);
    if (index === null) return null;
    const place = this.#find(entryOf(index, TYPE_U32, key, 0)).at(-1);
    return place === undefined ? null : valueOf(place.item);
  }

  #namespaceIndex(namespace: string): number | null {
    const place = this.#find(entryOf(NAMESPACES, TYPE_U8, namespace, 0)).at(-1);
    return place === undefined ? null : (place.item.raw[24] ?? null);
  }

  #addNamespace(namespace: string): number {
    const used = this.#places()
      .filter(({ item }) => item.raw[0] === NAMESPACES)
      .map(({ item }) => item.raw[24] ?? 0);
    const index = Math.max(0, ...used) + 1;
    this.#put(entryOf(NAMESPACES, TYPE_U8, namespace, index));
    return index;
  }

  #put(raw: Uint8Array): void {
    const old = this.#find(raw);
    if (this.#active()?.append(raw) !== true) {
      this.#openPage();
      if (this.#active()?.append(raw) !== true) throw new FlashFault('not-stored', 0);
    }
    for (const { page, item } of old) page.drop(item);
  }

  /** Pages in use, oldest first. */
  #inUse(): readonly NvsPage[] {
    return this.#pages.filter((page) => !isAvailable(page)).sort((a, b) => a.number - b.number);
  }

  #active(): NvsPage | undefined {
    return this.#inUse()
      .filter((page) => page.state === 'active')
      .at(-1);
  }

  #places(): readonly Place[] {
    return this.#inUse().flatMap((page) => page.items().map((item) => ({ page, item })));
  }

  /** All versions of an item, oldest first. */
  #find(raw: Uint8Array): readonly Place[] {
    return this.#places().filter(({ item }) => isSameItem(item.raw, raw));
  }

  #openPage(): void {
    this.#active()?.mark('full');
    const free = this.#pages.filter(isAvailable);
    if (free.length < 2) {
      const full = this.#inUse().filter((page) => page.state === 'full');
      const most = Math.max(...full.map((page) => page.erasedCount()));
      full.find((page) => page.erasedCount() === most)?.mark('freeing');
    }
    this.#activateFree();
    this.#finishFreeing();
  }

  #activateFree(): void {
    const free = this.#pages.find(isAvailable);
    invariant(free !== undefined, 'NVS without a free page');
    free.activate((this.#inUse().at(-1)?.number ?? -1) + 1);
  }

  /** Moves what still counts out of a page that is being freed; also after a cut in the middle of it. */
  #finishFreeing(): void {
    const freeing = this.#inUse().find((page) => page.state === 'freeing');
    if (freeing === undefined) return;
    if (this.#active() === undefined) this.#activateFree();
    for (const item of freeing.items()) {
      const newest = this.#find(item.raw).at(-1);
      const counts = newest?.page === freeing && newest.item.index === item.index;
      if (counts) invariant(this.#active()?.append(item.raw) === true, 'NVS is full');
    }
    freeing.erase();
  }
}

const isAvailable = (page: NvsPage): boolean => page.state === 'unused' || page.state === 'corrupt';

function entryOf(namespace: number, type: number, key: string, value: number): Uint8Array {
  const name = encodeUtf8(key);
  invariant(name.length <= KEY_MAX, 'NVS key too long');
  const raw = new Uint8Array(32).fill(0xff);
  const view = new DataView(raw.buffer);
  raw.set([namespace, type, 1, 0xff]); // span 1; chunk ff: not a blob
  raw.fill(0, 8, 24).set(name, 8);
  if (type === TYPE_U8) raw[24] = value;
  else view.setUint32(24, value, true);
  view.setUint32(4, nvsEntryCrc(raw), true);
  return raw;
}

const valueOf = ({ raw }: NvsItem): number =>
  new DataView(raw.buffer, raw.byteOffset).getUint32(24, true);
