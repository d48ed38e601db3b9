/**
 * The records of the mgos boot loader in two areas (bootloader 57b39c5, src/mgos_boot_cfg.c). Ordering rules:
 *
 *  1. A record is added behind the newest one, into erased cells; after 32 of them the other area is erased and
 *     used from its start. The newest record is never in what is being erased.
 *  2. A record counts once its last byte is in flash: its checksum vouches for the rest. What a cut left of one is
 *     where reading an area ends.
 *  3. What was written is read back before anybody relies on it.
 */
import { isErasedIn } from '../flash/erase-blocks.ts';
import { FlashFault, type Flash } from '../flash/flash.ts';
import { bytesEqual } from '../primitives/bytes.ts';
import {
  decodeMgosRecord,
  encodeMgosRecord,
  MGOS_RECORD_SIZE,
  type MgosBootRecord,
  type StoredMgosRecord,
} from './mgos-boot-record.ts';

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
