/**
 * The flash picture as plain data: slots, boot state, what is being written, and where the next
 * power-on goes. The emulated chip fills it from its own bytes; a real device fills what it reports,
 * the rest stays `unknown`. Data only: it crosses workers, and messages put the words on it.
 */

/** What one box of the picture holds. `new` = written by this update and confirmed. */
export type CellState = 'erased' | 'old' | 'running' | 'new' | 'writing' | 'damaged' | 'unknown';

/** What a slot is for at this moment. `starts-next`: the power is off and the boot loader will choose it. `not-kept`: it ran on trial, and the device went back. */
export type SlotRole =
  | 'runs'
  | 'free'
  | 'will-be-written'
  | 'writing'
  | 'starting'
  | 'starts-next'
  | 'trial'
  | 'way-back'
  | 'half-written'
  | 'not-kept';

/** One box: one erase block, or several where a slot has more than fit. */
export interface PictureCell {
  readonly state: CellState;
  /** Chip address of the first byte. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** One partition of a slot, as a run of boxes. */
export interface PartitionRow {
  readonly partition: string;
  readonly kind: 'app' | 'fs';
  /** null = not reported. */
  readonly sizeBytes: number | null;
  readonly cells: readonly PictureCell[];
}

/** A firmware by its own words, found by the bytes it lies in. */
export interface FirmwareName {
  readonly name: string;
  readonly version: string;
}

export interface PictureSlot {
  readonly id: number;
  /** How the profile names it: `A`, `B`, or `0`, `1`. */
  readonly label: string;
  readonly role: SlotRole;
  /** null: empty, or bytes that no known firmware has. */
  readonly holds: FirmwareName | null;
  /** null where the role does not say (free, half written). */
  readonly committed: boolean | null;
  readonly rows: readonly PartitionRow[];
}

/** One of two boot records, from its bytes. */
export interface PictureRecord {
  /** 1 or 2, as people count. */
  readonly number: number;
  /** Chip address. */
  readonly offset: number;
  /** The next record is written over this one (always the older copy). */
  readonly nextVictim: boolean;
  readonly content:
    | { readonly kind: 'erased' }
    /** Its checksum is wrong, or it was cut while being written: a boot loader passes over it. */
    | { readonly kind: 'damaged' }
    | {
        readonly kind: 'sound';
        /** All hex digits, upper case. */
        readonly sequence: string;
        readonly age: 'newer' | 'older';
        readonly startsSlot: number;
        readonly committed: boolean;
        /** Not committed, and its one attempt is still to come. */
        readonly firstBoot: boolean;
        readonly wayBackSlot: number | null;
      };
}

/** Boot state: two records, or one card where a platform has none. */
export type PictureBoot =
  | {
      readonly kind: 'records';
      /** Data of the profile: which of two numbers is the newer one. */
      readonly rule: 'smaller-is-newer' | 'larger-is-newer';
      readonly records: readonly PictureRecord[];
    }
  | {
      readonly kind: 'card';
      readonly source: 'chip' | 'device';
      readonly slot: number;
      readonly committed: boolean;
      readonly wayBackSlot: number | null;
      /** What lies in the flash, for those who know the platform: one line each. */
      readonly bytes: readonly BootBytes[];
    }
  | { readonly kind: 'not-reported' };

/** One place where a platform keeps boot state. */
export type BootBytes =
  | {
      /** An otadata entry; the larger sequence is the newer one. */
      readonly kind: 'otadata';
      readonly number: number;
      readonly sequence: number | null;
      readonly startsSlot: number | null;
    }
  | { readonly kind: 'nvs-update'; readonly value: number | null };

/** What the boot loader does with these very bytes when power comes on now. */
export type NextPowerOn =
  | { readonly kind: 'starts'; readonly slot: number; readonly firmware: FirmwareName | null }
  /** The one attempt of a new image. */
  | { readonly kind: 'tries'; readonly slot: number; readonly firmware: FirmwareName | null }
  /** It would take the way back. */
  | { readonly kind: 'returns'; readonly slot: number; readonly firmware: FirmwareName | null }
  /** Not seen since its restart: it starts `first` once, or has already gone back. */
  | { readonly kind: 'either'; readonly first: number; readonly wayBack: number }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'not-reported' };

export interface FlashPicture {
  readonly slots: readonly PictureSlot[];
  readonly boot: PictureBoot;
  readonly next: NextPowerOn;
  /** The slot that is started at the next power-on; null while the power is off or nothing starts. */
  readonly bootTarget: number | null;
  /** Bytes behind one box. */
  readonly cellBytes: number;
}

/** What a device's boot loader survives, as the window and its words have it. */
export type { BootSafety } from '../ota-core/boot/boot-scheme.ts';
