/** What a rehearsal knows of a device, and what it found (rehearsal/rehearse.ts). */
import type { SignatureSettings } from './signature.ts';
import type { ForetoldTime, MeasuredLink } from './foretold-time.ts';

/** A file of the device. Its bytes are borrowed. */
export interface RehearsedFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** null: only its name and size are known; a file of that size stands in for it. */
  readonly bytes: Uint8Array | null;
}

/** A device, as it was read. Of one that was not, `newDeviceFor` (rehearsal/stand-in.ts). */
export interface RehearsedDevice {
  readonly platform: string;
  /** The profile that it names, as emulated devices do; null: it names none. */
  readonly scheme: string | null;
  readonly id: string;
  readonly mac: string;
  readonly app: string;
  readonly version: string;
  /** null: one that follows from the version. */
  readonly buildId: string | null;
  /** null: they are not known; it has none. */
  readonly files: readonly RehearsedFile[] | null;
  /** From which it runs; left out: it does not tell. */
  readonly slot?: number;
  /** What it asks of signatures; left out or null: it does not tell. */
  readonly signatures?: SignatureSettings | null;
  /** The way to it; left out or null: it was not measured. */
  readonly link?: MeasuredLink | null;
}

/** Files of which only the size is known. */
export const unreadOf = ({ files }: RehearsedDevice): number =>
  files?.filter(({ bytes }) => bytes === null).length ?? 0;

/** Where the power goes: the operation was not begun, or half of it is done. */
export type CutPlace = 'before' | 'middle';

export interface Cut {
  /** Flash operation of the run, from 0. */
  readonly operation: number;
  readonly place: CutPlace;
  readonly kind: 'program' | 'erase';
  /** Name of the partition that it changes. */
  readonly partition: string;
}

/** Names, sorted. */
export interface RehearsedFiles {
  /** Of the device, and there still with what they held. */
  readonly keeps: readonly string[];
  /** Of the device, replaced by the firmware's. */
  readonly overwrites: readonly string[];
  /** Of the firmware; the device does not have them. */
  readonly adds: readonly string[];
  /** Of the device; they are gone. */
  readonly loses: readonly string[];
}

/** A cut after which the device came to rest, and how. */
export interface LongestCut extends Cut {
  /** From power to a firmware that is kept, in milliseconds. */
  readonly afterMs: number;
  /** Starts until then. */
  readonly boots: number;
  readonly ends: 'old' | 'new';
}

export interface Rehearsal {
  /** Flash operations of the run without a cut; there are two cuts for each. */
  readonly operations: number;
  /** After how many cuts the device runs the firmware that it had, and after how many the new one. */
  readonly ends: { readonly old: number; readonly new: number };
  /** The cut after which it took longest to come to rest; null: none was made. */
  readonly longest: LongestCut | null;
  /** Cuts after which it did not: the first of them, and how many. `why`: for a log. */
  readonly broken: readonly (Cut & { readonly why: string })[];
  readonly brokenCount: number;
  /** The same in the boot record of a boot loader as its vendor has it: with any update, not with this one (docs/BOOT-CONFIG.md). */
  readonly weakCount: number;
  /** null: the firmware brings no files, or those of the device are not known. */
  readonly files: RehearsedFiles | null;
  /** Bytes that a new file can take afterwards; null: its filesystem is bytes. */
  readonly freeBytes: number | null;
}

export interface RehearsalVerdict {
  /** Of the stand-in. */
  readonly profile: string;
  readonly isSafe: boolean;
  readonly found: Rehearsal;
  /** Of the real update; left out or null: its link was not measured. */
  readonly foretold?: ForetoldTime | null;
}

/** How far it is. */
export type RehearsalStep =
  /** The run without a cut has ended committed. */
  | { readonly type: 'updated'; readonly operations: number }
  | { readonly type: 'cut'; readonly done: number; readonly of: number };
