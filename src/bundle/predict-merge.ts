/**
 * What the first start of a bundle's firmware will make of a device's files: the device's own merge, done on a
 * copy of the image in memory. Of the device's files only names and sizes are known, and nothing else counts.
 */
import { orElse, type FileEntry, type Filesystem } from '../ota-core/fs/filesystem.ts';
import {
  MERGE_PIECE_BYTES,
  mergeFilesystems,
  type MergeFailure,
  UPDATER_DAT,
} from '../ota-core/fs/merge-filesystems.ts';
import { openImage } from '../ota-core/fs/open-filesystem.ts';
import type { Bundle } from './bundle.ts';
import { slotPartBytes } from './part-bytes.ts';

export type { FileEntry } from '../ota-core/fs/filesystem.ts';
export type { MergeFailure } from '../ota-core/fs/merge-filesystems.ts';

/** Names, sorted. */
export interface MergePrediction {
  /** Files of the device that the new firmware will have too. */
  readonly keeps: readonly string[];
  /** Files of the device that the image replaces. */
  readonly overwrites: readonly string[];
  /** Files of the image that the device does not have. */
  readonly adds: readonly string[];
  /** Bytes a new file can take afterwards, as the device's `fs_free` counts; null where the merge fails. */
  readonly freeBytes: number | null;
  /**
   * Bytes that should be left on a SPIFFS and are not: a device that copies its files in another order may run out.
   * null = they are left, it is no SPIFFS, or the merge fails anyway.
   */
  readonly lackingMarginBytes: number | null;
  /** Why the device will go back instead; null = the merge succeeds. */
  readonly failure: MergeFailure | null;
}

export interface FileSurvey {
  /** Files of the bundle's image; null: it holds no filesystem that can be read. */
  readonly image: readonly FileEntry[] | null;
  /** null: the files of the device are not known. */
  readonly merge: MergePrediction | null;
}

/** Room for the largest filesystem of the platforms: only what the image says of its own size counts. */
const CHIP_BYTES = 1024 * 1024;

/** null for a bundle that brings no filesystem. `files` null: the device does not tell which it has. */
export function predictFiles(
  bundle: Bundle,
  files: readonly FileEntry[] | null,
): FileSurvey | null {
  const image = slotPartBytes(bundle, 'fs');
  if (image === null) return null;
  const target = orElse(
    () => openImage(image, CHIP_BYTES),
    () => null,
  );
  if (target === null) return { image: null, merge: files === null ? null : UNREADABLE };
  const shipped = target.list();
  return { image: shipped, merge: files === null ? null : predictMerge(target, files) };
}

/** Changes `image`, which is a copy. */
export function predictMerge(image: Filesystem, files: readonly FileEntry[]): MergePrediction {
  const shipped = new Set(image.list().map(({ name }) => name));
  const old = withTrial(files);
  const { sizeBytes } = image.space();
  const { copied, failed } = mergeFilesystems(
    {
      list: () => old,
      read: (name) => {
        const size = old.find((file) => file.name === name)?.size ?? 0;
        return new Uint8Array(Math.min(size, sizeBytes + 1)); // more does not fit either
      },
    },
    image,
  );
  const [failure = null] = failed;
  const isTight = failure === null && image.kind === 'spiffs' && !takes(image, MARGIN_BYTES);
  const has = new Set(files.map(({ name }) => name));
  const ofDevice = old.map(({ name }) => name).filter((name) => has.has(name));
  image.remove(UPDATER_DAT); // once it is kept
  return {
    keeps: copied.filter((name) => name !== UPDATER_DAT),
    overwrites: ofDevice.filter((name) => shipped.has(name) && name !== UPDATER_DAT),
    adds: [...shipped].filter((name) => !has.has(name) && name !== UPDATER_DAT),
    freeBytes: failure === null ? image.space().freeBytes : null,
    lackingMarginBytes: isTight ? MARGIN_BYTES : null,
    failure,
  };
}

/**
 * Two blocks of a SPIFFS, 15 pages of 251 bytes each: what collecting leaves unused depends on the order in which files
 * are copied, which a list of names does not tell.
 */
const MARGIN_BYTES = 2 * 15 * 251;

/** Would it take a file more of so many bytes, as the merge writes it? Leaves no file of its own. */
function takes(image: Filesystem, sizeBytes: number): boolean {
  const name = 'margin'.padEnd(47, '.');
  return orElse(
    () => {
      image.write(name, new Uint8Array(sizeBytes), { pieceBytes: MERGE_PIECE_BYTES });
      return image.remove(name);
    },
    () => false,
  );
}

const UNREADABLE: MergePrediction = {
  keeps: [],
  overwrites: [],
  adds: [],
  freeBytes: null,
  lackingMarginBytes: null,
  failure: { name: '/', reason: 'unreadable' },
};

/** The device writes updater.dat before it restarts. Sorted as its merge goes. */
function withTrial(files: readonly FileEntry[]): readonly FileEntry[] {
  const others = files.filter(({ name }) => name !== UPDATER_DAT);
  return [...others, { name: UPDATER_DAT, size: 4 }].sort((a, b) => (a.name < b.name ? -1 : 1));
}
