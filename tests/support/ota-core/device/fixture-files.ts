import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { openSlot } from '../../../../src/ota-core/device/profile.ts';
import type { DeviceProfile } from '../../../../src/ota-core/device/profile.ts';
import type { Flash } from '../../../../src/ota-core/flash/flash.ts';
import type { Filesystem } from '../../../../src/ota-core/fs/filesystem.ts';
import { chipFilesystems } from '../../../../src/ota-core/fs/open-filesystem.ts';

export type Listing = Readonly<Record<string, { readonly size: number; readonly sha256: string }>>;

/** What must be in each image and after each merge, by another hand than the device's. */
export const EXPECTED = JSON.parse(
  readFileSync(new URL('../../../fixtures/filesystems/filesystems.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Listing>>;

/** As filesystems.json has it. */
export function listingOf(fs: Filesystem): Listing {
  return Object.fromEntries(
    fs.list().map(({ name, size }) => {
      const sha256 = createHash('sha256').update(fs.read(name) ?? new Uint8Array(0));
      return [name, { size, sha256: sha256.digest('hex') }];
    }),
  );
}

/** What lies in a slot, mounted anew. */
export const filesIn = (profile: DeviceProfile, flash: Flash, slot: 0 | 1): Filesystem =>
  chipFilesystems.open(openSlot(profile, flash, slot).fs);
