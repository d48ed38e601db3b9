import type { SlotId } from '../boot/boot-config.ts';
import type { Flash } from '../flash/flash.ts';
import { protectFlash } from '../flash/partition.ts';
import { FilesystemError, type Filesystem } from '../fs/filesystem.ts';
import { chipFilesystems } from '../fs/open-filesystem.ts';
import type { DevicePorts } from './device.ts';
import type { DeviceProfile } from './profile.ts';
import { openSlot } from './profile.ts';

export interface SlotFilesHost {
  readonly profile: DeviceProfile;
  readonly ports: DevicePorts;
}

/** The filesystem of the running slot, to read and write; null if none can be mounted. One that was never written is made. */
export function mountRunning({ profile, ports }: SlotFilesHost, slot: SlotId): Filesystem | null {
  const { fs } = openSlot(profile, ports.flash, slot);
  const filesystems = ports.filesystems ?? chipFilesystems;
  if (isErased(fs)) {
    ports.log('Formatting the filesystem');
    filesystems.format(fs);
  }
  return mount(ports, fs);
}

/** The filesystem of the slot that was left, to read; null if none can be mounted. Nothing can write it. */
export function mountOld({ profile, ports }: SlotFilesHost, slot: SlotId): Filesystem | null {
  return mount(ports, protectFlash(openSlot(profile, ports.flash, slot).fs));
}

function mount(ports: DevicePorts, fs: Flash): Filesystem | null {
  try {
    return (ports.filesystems ?? chipFilesystems).open(fs);
  } catch (error) {
    if (!(error instanceof FilesystemError)) throw error;
    ports.log(`Failed to mount the filesystem: ${error.detail}`);
    return null;
  }
}

/** At each start: a loop, not a call for each byte. */
function isErased(flash: Flash): boolean {
  const { size, eraseSize } = flash.geometry;
  const block = new Uint8Array(eraseSize);
  for (let at = 0; at < size; at += eraseSize) {
    flash.read(at, block);
    for (const byte of block) if (byte !== 0xff) return false;
  }
  return true;
}
