/**
 * The record of the mgos boot loader (STM32, RS14100), 256 bytes, packed, little-endian
 * (boot-schemes.md#stm32-and-rs14100; bootloader 57b39c5, include/mgos_boot_cfg.h):
 *
 *   0  magic "MOS1"      13  active slot, signed      19  five slots of 41 bytes
 *   4  sequence, u32     14  way back, -1 none       224  ones
 *   8  version, 1        15  flags, u32              252  CRC-32 of bytes 0 to 251
 *  12  number of slots
 *
 *  a slot:  0 flags, u32   4 app device   12 where it is mapped   16 filesystem device
 *          24 length of the app   28 its origin   32 its CRC-32   36 its flags   40 failed copies
 */
import { isErasedIn } from '../flash/flash-areas.ts';
import { FlashFault, type Flash } from '../flash/flash.ts';
import { bytesEqual } from '../primitives/bytes.ts';
import { crc32 } from '../primitives/crc32.ts';
import { fixedText, putFixedText } from './vendor-record.ts';

const MGOS_RECORD_SIZE = 256;
const MAGIC = 0x3153_4f4d; // "MOS1"
const VERSION = 1;
const SLOT_COUNT = 5;
const SLOTS_AT = 19;
const SLOT_SIZE = 41;
const PADDING_AT = 224;
const CRC_AT = 252;
const NAME_SIZE = 8;

export const MGOS_FLAG = { committed: 1, firstBootA: 2, firstBootB: 4, mergeFs: 8 } as const;
export const MGOS_SLOT_FLAG = { valid: 1, writeable: 2 } as const;

export interface MgosSlot {
  readonly flags: number;
  readonly appDevice: string;
  /** Where the app runs when it lies here; 0: it cannot. */
  readonly mapAddress: number;
  /** Empty: none. */
  readonly fsDevice: string;
  readonly appSize: number;
  readonly appOrigin: number;
  readonly appCrc32: number;
  readonly appFlags: number;
  readonly errorCount: number;
}

export interface MgosBootRecord {
  readonly activeSlot: number;
  /** -1: none. */
  readonly revertSlot: number;
  readonly flags: number;
  /** Those that the device has, at most five. */
  readonly slots: readonly MgosSlot[];
}

interface StoredMgosRecord {
  readonly seq: number;
  readonly record: MgosBootRecord;
}

export function encodeMgosRecord(record: MgosBootRecord, seq: number): Uint8Array {
  const bytes = new Uint8Array(MGOS_RECORD_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, seq, true);
  view.setUint32(8, VERSION, true);
  bytes[12] = record.slots.length;
  view.setInt8(13, record.activeSlot);
  view.setInt8(14, record.revertSlot);
  view.setUint32(15, record.flags, true);
  record.slots.forEach((slot, index) => putSlot(view, SLOTS_AT + index * SLOT_SIZE, slot));
  bytes.fill(0xff, PADDING_AT, CRC_AT);
  view.setUint32(CRC_AT, crc32(bytes.subarray(0, CRC_AT)), true);
  return bytes;
}

/** null unless magic and checksum are right. Borrows `bytes`. */
export function decodeMgosRecord(bytes: Uint8Array): StoredMgosRecord | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, MGOS_RECORD_SIZE);
  const sound = view.getUint32(CRC_AT, true) === crc32(bytes.subarray(0, CRC_AT));
  return sound ? decodeMgosFields(bytes) : null;
}

/** The record without its checksum: what a boot loader that forgets the checksum would believe. */
export function decodeMgosFields(bytes: Uint8Array): StoredMgosRecord | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, MGOS_RECORD_SIZE);
  if (view.getUint32(0, true) !== MAGIC) return null;
  const count = Math.min(bytes[12] ?? 0, SLOT_COUNT);
  const record = {
    activeSlot: view.getInt8(13),
    revertSlot: view.getInt8(14),
    flags: view.getUint32(15, true),
    slots: Array.from({ length: count }, (_, index) => slotAt(view, SLOTS_AT + index * SLOT_SIZE)),
  };
  return { seq: view.getUint32(4, true), record };
}

function putSlot(view: DataView, at: number, slot: MgosSlot): void {
  const bytes = new Uint8Array(view.buffer, view.byteOffset);
  view.setUint32(at, slot.flags, true);
  putFixedText(bytes, slot.appDevice, { at: at + 4, size: NAME_SIZE });
  view.setUint32(at + 12, slot.mapAddress, true);
  putFixedText(bytes, slot.fsDevice, { at: at + 16, size: NAME_SIZE });
  view.setUint32(at + 24, slot.appSize, true);
  view.setUint32(at + 28, slot.appOrigin, true);
  view.setUint32(at + 32, slot.appCrc32, true);
  view.setUint32(at + 36, slot.appFlags, true);
  view.setUint8(at + 40, slot.errorCount);
}

function slotAt(view: DataView, at: number): MgosSlot {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, MGOS_RECORD_SIZE);
  return {
    flags: view.getUint32(at, true),
    appDevice: fixedText(bytes, at + 4, NAME_SIZE),
    mapAddress: view.getUint32(at + 12, true),
    fsDevice: fixedText(bytes, at + 16, NAME_SIZE),
    appSize: view.getUint32(at + 24, true),
    appOrigin: view.getUint32(at + 28, true),
    appCrc32: view.getUint32(at + 32, true),
    appFlags: view.getUint32(at + 36, true),
    errorCount: view.getUint8(at + 40),
  };
}

/**
 * The records of the mgos boot loader in two areas (bootloader 57b39c5, src/mgos_boot_cfg.c). Ordering rules:
 *
 *  1. A record is added behind the newest one, into erased cells; after 32 of them the other area is erased and
 *     used from its start. The newest record is never in what is being erased.
 *  2. A record counts once its last byte is in flash: its checksum vouches for the rest. What a cut left of one is
 *     where reading an area ends.
 *  3. What was written is read back before anybody relies on it.
 */

const RECORDS_PER_AREA = 32;
const MAX_SEQUENCE = 0xffff_ffff;

export type AreaIndex = 0 | 1;

export interface FoundRecord extends StoredMgosRecord {
  readonly area: AreaIndex;
  /** Bytes from the start of the area. */
  readonly offset: number;
}

/** What the store is made of; each part can be exchanged to see what a bug in it would do. */
export interface MgosStoreParts {
  readonly decode: (bytes: Uint8Array) => StoredMgosRecord | null;
  readonly isNewer: (a: number, b: number) => boolean;
  /** Where the next record goes when its area is full or spoilt. */
  readonly nextArea: (area: AreaIndex) => AreaIndex;
}

export const MGOS_STORE: MgosStoreParts = {
  decode: decodeMgosRecord,
  isNewer: (a, b) => a > b,
  nextArea: (area) => (area === 0 ? 1 : 0),
};

export interface MgosStoreOptions {
  readonly areas: readonly [Flash, Flash];
  /**
   * QUIRK(mgos_boot_cfg.c, mgos_boot_cfg_write): stock finds out about spoilt cells by writing them, and when a
   * write at the start of an area fails it erases the area with the record that counts. False: neither.
   */
  readonly isStock: boolean;
  readonly parts?: Partial<MgosStoreParts>;
}

export class MgosRecordStore {
  readonly #areas: readonly [Flash, Flash];
  readonly #isStock: boolean;
  readonly #parts: MgosStoreParts;

  constructor({ areas, isStock, parts }: MgosStoreOptions) {
    this.#areas = areas;
    this.#isStock = isStock;
    this.#parts = { ...MGOS_STORE, ...parts };
  }

  /** The record that counts; null when none does. */
  find(): FoundRecord | null {
    let best: FoundRecord | null = null;
    for (const area of [0, 1] as const) {
      const flash = this.#areas[area];
      for (let offset = 0; offset < flash.geometry.size; offset += MGOS_RECORD_SIZE) {
        const stored = this.#read(area, offset);
        // QUIRK(mgos_boot_cfg.c): stock stops reading where a record is damaged, whatever lies behind it.
        if (stored === null && !this.#isStock) continue;
        if (stored === null || (best !== null && !this.#parts.isNewer(stored.seq, best.seq))) break;
        best = { ...stored, area, offset };
      }
    }
    return best;
  }

  /** Makes `record` the one that counts. Throws FlashFault if the flash does not keep it; the old record counts then. */
  save(record: MgosBootRecord): void {
    const newest = this.find();
    const last = newest?.seq ?? 0;
    // Out of numbers the count begins again; the new record is the older one until the old one is gone.
    const wraps = last >= MAX_SEQUENCE && !this.#isStock;
    const seq = wraps ? 1 : (last + 1) % (MAX_SEQUENCE + 1);
    const { area, offset } = wraps ? { area: newest?.area ?? 0, offset: -1 } : this.#place(newest);
    const bytes = encodeMgosRecord(record, seq);
    if (offset >= 0 && this.#tryWrite(area, offset, bytes)) return;
    if (offset === 0 && !this.#isStock) throw new FlashFault('not-stored', 0);
    const other = this.#parts.nextArea(area);
    if (!this.#tryWrite(other, 0, bytes)) throw new FlashFault('not-stored', 0);
    if (wraps) this.#erase(area);
  }

  /** The same again in the area that does not hold the newest record. Throws as `save` does. */
  saveInOther(record: MgosBootRecord): void {
    const newest = this.find();
    const area = this.#parts.nextArea(newest?.area ?? 0);
    const bytes = encodeMgosRecord(record, ((newest?.seq ?? 0) + 1) % (MAX_SEQUENCE + 1));
    if (!this.#tryWrite(area, 0, bytes)) throw new FlashFault('not-stored', 0);
  }

  /** Erases both areas. */
  clear(): void {
    for (const area of [0, 1] as const) this.#erase(area);
  }

  #place(newest: FoundRecord | null): { readonly area: AreaIndex; readonly offset: number } {
    if (newest === null) return { area: 0, offset: 0 };
    const offset = newest.offset + MGOS_RECORD_SIZE;
    const { size } = this.#areas[newest.area].geometry;
    const isFull =
      offset + MGOS_RECORD_SIZE > size || offset >= RECORDS_PER_AREA * MGOS_RECORD_SIZE;
    const isSpoilt =
      !this.#isStock && !isFull && !isErasedIn(this.#areas[newest.area], offset, MGOS_RECORD_SIZE);
    return isFull || isSpoilt
      ? { area: this.#parts.nextArea(newest.area), offset: 0 }
      : { area: newest.area, offset };
  }

  #read(area: AreaIndex, offset: number): StoredMgosRecord | null {
    const bytes = new Uint8Array(MGOS_RECORD_SIZE);
    this.#areas[area].read(offset, bytes);
    return this.#parts.decode(bytes);
  }

  /** False if the flash did not take it or does not hold it. */
  #tryWrite(area: AreaIndex, offset: number, bytes: Uint8Array): boolean {
    try {
      if (offset === 0) this.#erase(area);
      this.#areas[area].program(offset, bytes);
    } catch (error) {
      if (error instanceof FlashFault) return false;
      throw error;
    }
    const stored = new Uint8Array(bytes.length);
    this.#areas[area].read(offset, stored);
    return bytesEqual(stored, bytes);
  }

  #erase(area: AreaIndex): void {
    this.#areas[area].erase(0, this.#areas[area].geometry.size);
  }
}
