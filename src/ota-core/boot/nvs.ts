/**
 * ESP-IDF's NVS, as much of it as boot state needs: u32 values by namespace and key, on real pages.
 * Between calls nothing is kept in RAM. Ordering rules, as in nvs_storage.cpp and nvs_pagemanager.cpp:
 *
 *  1. A new value is written whole before the old one is dropped; of two, the later one counts.
 *  2. A value is removed oldest version first, so that no older one comes back.
 *  3. One page is always free. When the pages are full, the one with most dropped entries is marked
 *     `freeing`, what still counts in it goes to the free page, then it is erased; a cut in between is
 *     finished before the next change.
 */
import { isErased, openPartition } from '../flash/flash-areas.ts';
import { FlashFault, type Flash } from '../flash/flash.ts';
import { concatBytes } from '../primitives/bytes.ts';
import { crc32 } from '../primitives/crc32.ts';
import { invariant } from '../primitives/invariant.ts';
import { encodeUtf8 } from '../primitives/utf8.ts';

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

/**
 * One page of ESP-IDF's NVS, format version 2 (nvs_page.hpp, nvs_types.hpp): 4096 bytes.
 *
 *   0  state, u32: ffffffff unused, …fe active, …fc full, …f8 being freed: each step clears one bit
 *   4  page number, u32, larger is newer      8  version fe      28  CRC-32 of bytes 4 to 27
 *  32  two bits per entry: 11 empty, 10 written, 00 erased
 *  64  126 entries of 32 bytes: namespace, type, span, chunk, CRC-32, key (16), value (8)
 *
 * An entry counts when its bits say written and its CRC is right: first the bytes, then the one bit.
 */

const NVS_PAGE_SIZE = 4096;
const ENTRY_COUNT = 126;
const ENTRY_SIZE = 32;
const BITMAP_AT = 32;
const ENTRIES_AT = 64;
const VERSION_2 = 0xfe;
const CRC_START = 0xffff_ffff;

export type NvsPageState = 'unused' | 'active' | 'full' | 'freeing' | 'corrupt';
const UNUSED_WORD = 0xffff_ffff;
const HEADER_CRC_AT = 28;
const STATE_WORD = { active: 0xffff_fffe, full: 0xffff_fffc, freeing: 0xffff_fff8 } as const;
const EMPTY = 3;
const WRITTEN = 2;
const ERASED = 0;

interface NvsItem {
  readonly index: number;
  /** All entries of the item, 32 bytes each. */
  readonly raw: Uint8Array;
}

/** What makes two items versions of the same value: namespace, type, chunk and key. */
function isSameItem(a: Uint8Array, b: Uint8Array): boolean {
  const same = (at: number): boolean => a[at] === b[at];
  return [0, 1, 3].every(same) && a.subarray(8, 24).every((_, at) => same(8 + at));
}

/** CRC of an entry: all of its 32 bytes but the CRC itself. */
function nvsEntryCrc(entry: Uint8Array): number {
  return crc32(concatBytes(entry.subarray(0, 4), entry.subarray(8, ENTRY_SIZE)), CRC_START);
}

/** A look at one page: the bytes as they were when it was made, kept true by every change made through it. */
class NvsPage {
  readonly #flash: Flash;
  readonly #bytes = new Uint8Array(NVS_PAGE_SIZE);
  #state: NvsPageState;

  /** `flash` is a window of one page. */
  constructor(flash: Flash) {
    this.#flash = flash;
    flash.read(0, this.#bytes);
    this.#state = stateOf(this.#bytes);
  }

  get state(): NvsPageState {
    return this.#state;
  }

  get number(): number {
    return wordAt(this.#bytes, 4);
  }

  /** Sound items in the order they were written. `raw` is a view. */
  items(): readonly NvsItem[] {
    const items: NvsItem[] = [];
    for (let index = 0; index < ENTRY_COUNT;) {
      const raw = soundItem(this.#bytes, index);
      if (raw !== null) items.push({ index, raw });
      index += raw === null ? 1 : raw.length / ENTRY_SIZE;
    }
    return items;
  }

  /** How many entries no longer count. */
  erasedCount(): number {
    let count = 0;
    for (let index = 0; index < ENTRY_COUNT; index += 1)
      if (entryBits(this.#bytes, index) === ERASED) count += 1;
    return count;
  }

  /** Adds an item behind all others; false if it does not fit. Borrows `raw`. */
  append(raw: Uint8Array): boolean {
    let free = ENTRY_COUNT;
    while (free > 0 && isFree(this.#bytes, free - 1)) free -= 1;
    const span = raw.length / ENTRY_SIZE;
    if (free + span > ENTRY_COUNT) return false;
    // What a cut left without its bit never counts, and must not count later.
    for (let index = 0; index < free; index += 1)
      if (entryBits(this.#bytes, index) === EMPTY) this.#setBits(index, ERASED);
    this.#program(ENTRIES_AT + free * ENTRY_SIZE, raw);
    for (let index = free; index < free + span; index += 1) this.#setBits(index, WRITTEN);
    return true;
  }

  /** The item stops counting. */
  drop({ index, raw }: NvsItem): void {
    for (let at = index; at < index + raw.length / ENTRY_SIZE; at += 1) this.#setBits(at, ERASED);
  }

  /** Takes an unused or corrupt page into use. */
  activate(number: number): void {
    if (!isErased(this.#bytes)) this.erase(); // a cut may have left the tail of an erase
    const header = new Uint8Array(BITMAP_AT).fill(0xff);
    const view = new DataView(header.buffer);
    view.setUint32(0, STATE_WORD.active, true);
    view.setUint32(4, number, true);
    header[8] = VERSION_2;
    view.setUint32(HEADER_CRC_AT, headerCrc(header), true);
    this.#program(0, header);
  }

  mark(state: 'full' | 'freeing'): void {
    this.#programWord(0, STATE_WORD[state]);
  }

  erase(): void {
    this.#flash.erase(0, NVS_PAGE_SIZE);
    this.#reread(0, NVS_PAGE_SIZE);
  }

  #setBits(index: number, bits: number): void {
    const at = BITMAP_AT + (index >> 4) * 4;
    const place = (index & 15) * 2;
    this.#programWord(at, (wordAt(this.#bytes, at) & ~((EMPTY ^ bits) << place)) >>> 0);
  }

  #programWord(at: number, word: number): void {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, word, true);
    this.#program(at, bytes);
  }

  #program(at: number, bytes: Uint8Array): void {
    this.#flash.program(at, bytes);
    this.#reread(at, bytes.length);
  }

  /** What counts is what the flash holds now, not what was meant. */
  #reread(at: number, length: number): void {
    this.#flash.read(at, this.#bytes.subarray(at, at + length));
    this.#state = stateOf(this.#bytes);
  }
}

function stateOf(page: Uint8Array): NvsPageState {
  const word = wordAt(page, 0);
  if (word === UNUSED_WORD) return 'unused';
  if (wordAt(page, HEADER_CRC_AT) !== headerCrc(page)) return 'corrupt';
  if (word === STATE_WORD.active) return 'active';
  if (word === STATE_WORD.full) return 'full';
  return word === STATE_WORD.freeing ? 'freeing' : 'corrupt';
}

const wordAt = (page: Uint8Array, at: number): number =>
  new DataView(page.buffer, page.byteOffset).getUint32(at, true);

const headerCrc = (header: Uint8Array): number =>
  crc32(header.subarray(4, HEADER_CRC_AT), CRC_START);

const entryBits = (page: Uint8Array, index: number): number =>
  ((page[BITMAP_AT + (index >> 2)] ?? 0) >> ((index & 3) * 2)) & 3;

const entryAt = (page: Uint8Array, index: number, span = 1): Uint8Array =>
  page.subarray(ENTRIES_AT + index * ENTRY_SIZE, ENTRIES_AT + (index + span) * ENTRY_SIZE);

const isFree = (page: Uint8Array, index: number): boolean =>
  entryBits(page, index) === EMPTY && isErased(entryAt(page, index));

function soundItem(page: Uint8Array, index: number): Uint8Array | null {
  const entry = entryAt(page, index);
  if (entryBits(page, index) !== WRITTEN) return null;
  const crc = wordAt(entry, 4);
  const span = entry[2] ?? 0;
  if (crc !== nvsEntryCrc(entry) || span < 1 || index + span > ENTRY_COUNT) return null;
  return entryAt(page, index, span);
}
