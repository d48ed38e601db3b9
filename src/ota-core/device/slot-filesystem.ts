import type { SlotId } from '../boot/boot-config.ts';
import type { Flash } from '../flash/flash.ts';
import type { FilesystemSpace } from '../fs/filesystem.ts';
import type { DeviceProfile } from './profile.ts';
import { openSlot } from './profile.ts';

/**
 * Size and free space of a slot's filesystem, for Sys.GetInfo. The files themselves are not read:
 * free is what lies in erased blocks, which a filesystem has at least.
 */
export function slotFilesystem(
  profile: DeviceProfile,
  flash: Flash,
): (slot: SlotId) => FilesystemSpace {
  return (slot) => {
    const { fs } = openSlot(profile, flash, slot);
    const { size, eraseSize } = fs.geometry;
    const block = new Uint8Array(eraseSize);
    let freeBytes = 0;
    for (let at = 0; at < size; at += eraseSize) {
      fs.read(at, block);
      if (isErased(block)) freeBytes += eraseSize;
    }
    return { sizeBytes: size, freeBytes };
  };
}

/** Asked of a whole filesystem at each Sys.GetInfo: a loop, not a call for each byte. */
function isErased(block: Uint8Array): boolean {
  for (const byte of block) if (byte !== 0xff) return false;
  return true;
}
