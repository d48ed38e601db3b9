/**
 * `updater.dat` in the root of a filesystem: how long a new image may stay on trial
 * (device-core.md#first-boot-and-commit). The firmware that takes the update writes it into its own filesystem,
 * just before the flip; the merge brings it to the new image, unless that ships one of its own; whoever is
 * committed has none.
 */
import type { Filesystem } from './filesystem.ts';

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
