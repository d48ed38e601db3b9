/** What lies on a chip, looked at from outside the device. */
import type { Flash } from '../../../src/ota-core/flash/flash.ts';
import { orElse } from '../../../src/ota-core/fs/filesystem.ts';
import { chipFilesystems } from '../../../src/ota-core/fs/open-filesystem.ts';
import { filesOf, type Files } from './files.ts';

/** These very bytes, from there on. */
export function holds(chip: Flash, offset: number, bytes: Uint8Array): boolean {
  const found = new Uint8Array(bytes.length);
  chip.read(offset, found);
  return Buffer.compare(found, bytes) === 0;
}

/** null: nothing that can be mounted. */
export const mountedFiles = (partition: Flash): Files | null =>
  orElse(
    () => filesOf(chipFilesystems.open(partition)),
    () => null,
  );
