import type { SlotId } from '../boot/boot-config.ts';
import { isErasedIn } from '../flash/erased-cells.ts';
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
    let freeBytes = 0;
    for (let at = 0; at < size; at += eraseSize)
      if (isErasedIn(fs, at, eraseSize)) freeBytes += eraseSize;
    return { sizeBytes: size, freeBytes };
  };
}
