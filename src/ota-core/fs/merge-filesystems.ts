/**
 * The merge at the first start of a new image, as the device's core does it (device-core.md#merge): each file
 * of the old filesystem whose name the new one does not have is copied; what the new one has stays; nothing
 * is ever removed. Ordering rules:
 *
 *  1. The old filesystem is only read: until the new image is kept, it is the way back.
 *  2. A file is copied whole or not at all (rule 1 of Filesystem), so a merge that was cut is finished by
 *     doing it again: what is there already is passed over.
 *  3. The first file that cannot be copied ends the merge, as it ends the start on a device. What was
 *     copied before it stays.
 */
import { orElse, type FilesystemErrorKind } from './filesystem.ts';
import type { Filesystem } from './filesystem.ts';

/** `unreadable`: the old filesystem lists the file and cannot read it. */
export type MergeReason = Exclude<FilesystemErrorKind, 'corrupt'> | 'unreadable' | 'damaged';

export interface MergeFailure {
  readonly name: string;
  readonly reason: MergeReason;
}

/** Names, each list sorted. */
export interface MergeReport {
  /** Of the old filesystem, now in the new one too. */
  readonly copied: readonly string[];
  /** Both have it, and the new image's stays. */
  readonly kept: readonly string[];
  /** Why the merge ended early; empty when all of it was done. */
  readonly failed: readonly MergeFailure[];
}

/** What the merge needs of the filesystem that is left. */
export type MergeSource = Pick<Filesystem, 'list' | 'read'>;
export type MergeTarget = Pick<Filesystem, 'list' | 'write'>;

/** The stock core copies a file in pieces of so many bytes (device-core.md#merge): a SPIFFS has less room by that. */
export const MERGE_PIECE_BYTES = 128;

/** Passes on everything but a FilesystemError, a power cut above all. */
export function mergeFilesystems(from: MergeSource, to: MergeTarget): MergeReport {
  const copied: string[] = [];
  const kept: string[] = [];
  const failed: MergeFailure[] = [];
  const there = new Set(to.list().map(({ name }) => name));
  for (const { name } of from.list()) {
    if (there.has(name)) {
      kept.push(name);
      continue;
    }
    const reason = copyFile(name, from, to);
    if (reason !== null) {
      failed.push({ name, reason });
      break;
    }
    copied.push(name);
  }
  return { copied, kept, failed };
}

/** null = done. */
function copyFile(name: string, from: MergeSource, to: MergeTarget): MergeReason | null {
  const bytes = orElse(
    () => from.read(name),
    () => null,
  );
  if (bytes === null) return 'unreadable';
  return orElse(
    () => {
      to.write(name, bytes, { pieceBytes: MERGE_PIECE_BYTES });
      return null;
    },
    ({ kind }) => (kind === 'corrupt' ? 'damaged' : kind),
  );
}

/**
 * `updater.dat` in the root of a filesystem: how long a new image may stay on trial
 * (device-core.md#first-boot-and-commit). The firmware that takes the update writes it into its own filesystem,
 * just before the flip; the merge brings it to the new image, unless that ships one of its own; whoever is
 * committed has none.
 */
export const UPDATER_DAT = 'updater.dat';

/** One little-endian int32, whole seconds: 300 is `2c 01 00 00`. Throws FilesystemError. */
export function saveCommitTimeout(fs: Filesystem, timeoutMs: number): void {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, Math.round(timeoutMs / 1000), true);
  fs.write(UPDATER_DAT, bytes);
}

/** Milliseconds; 0 where there is none, or not one that says a time: the image commits by itself. Throws FilesystemError. */
export function loadCommitTimeout(fs: Filesystem): number {
  const bytes = fs.read(UPDATER_DAT);
  if (bytes === null || bytes.length < 4) return 0;
  const seconds = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
  return Math.max(0, seconds) * 1000;
}

/** True if there was one. Throws FilesystemError. */
export function dropCommitTimeout(fs: Filesystem): boolean {
  return fs.remove(UPDATER_DAT);
}
