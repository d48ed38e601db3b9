/** What differs between two firmware packages, or between one and what a device reports: plain data. */
import type { DeviceFile } from './managed-device.ts';
import type { Mended } from './mended.ts';

/** `same-size`: as large, and nobody has read what a device holds. `not-given`: as large, and the device refused to give it. */
export type Standing = 'same' | 'changed' | 'left-only' | 'right-only' | 'same-size' | 'not-given';

/** A field that both do not have alike; a value that is no text is JSON. null: it is not there. */
export interface DifferingField {
  readonly field: string;
  readonly left: string | null;
  readonly right: string | null;
}

export interface ComparedItem {
  readonly name: string;
  readonly standing: Standing;
  /** Bytes; null where it is not there. */
  readonly leftBytes: number | null;
  readonly rightBytes: number | null;
}

export interface ComparedPart extends ComparedItem {
  /** SHA-256, lower-case hex; null: it has no file. */
  readonly leftSha256: string | null;
  readonly rightSha256: string | null;
  /** Of the manifest, but for sizes and digests, which the bytes tell. */
  readonly fields: readonly DifferingField[];
  /** Files of both images, by name; null: not both are filesystems. */
  readonly files: readonly ComparedItem[] | null;
}

/** What a side is called, and what it is. */
export interface ComparedSide {
  /** The name of the file, or the id of the device. */
  readonly label: string;
  readonly app: string;
  readonly version: string;
  readonly buildId: string;
  readonly platform: string;
}

export interface ComparedBundles {
  readonly kind: 'bundles';
  /** Nothing differs that a device would see. */
  readonly isSame: boolean;
  /** The archives are the same, byte for byte. */
  readonly isSameFile: boolean;
  readonly left: ComparedSide;
  readonly right: ComparedSide;
  /** Of the manifest, without its parts. */
  readonly fields: readonly DifferingField[];
  /** All, those of the left in its order, then those that only the right has. */
  readonly parts: readonly ComparedPart[];
  /** null: neither is signed. */
  readonly signatures: Standing | null;
  /** Files of the archives that no part names. */
  readonly others: readonly ComparedItem[];
}

export interface ComparedDevice {
  readonly kind: 'device';
  /** It runs this very build: application, version, build id and platform are those of the package. */
  readonly isSame: boolean;
  readonly left: ComparedSide;
  readonly right: ComparedSide;
  readonly fields: readonly DifferingField[];
  /** Of the filesystem of the package and of the device, by name and size, and by content where it was read; null: one of them is not known. */
  readonly files: readonly ComparedItem[] | null;
  /** Files of the same size were read, as far as the device gave them. */
  readonly hasContents: boolean;
}

export type Compared = ComparedBundles | ComparedDevice;

/** Of one comparison: some ten minutes over a cable, and more than any stock filesystem holds (256 KiB to 1 MiB). */
export const MOST_CONTENTS_BYTES = 4 * 1024 * 1024;

/** Files that only their content can tell apart, in their order; of those that are too much together the first ones. */
export function unreadFiles(files: ComparedDevice['files']): readonly DeviceFile[] {
  const unread: DeviceFile[] = [];
  let bytes = 0;
  for (const { name, standing, rightBytes } of files ?? []) {
    if (standing !== 'same-size' || rightBytes === null) continue;
    bytes += rightBytes;
    if (bytes > MOST_CONTENTS_BYTES) break;
    unread.push({ name, sizeBytes: rightBytes });
  }
  return unread;
}

/** With a second file, and what was mended of that one to read it. */
export interface ComparedFile {
  readonly compared: ComparedBundles;
  readonly mended: readonly Mended[];
}
