import type { SlotId } from '../boot/boot-config.ts';
import { isErasedIn } from '../flash/erased-cells.ts';
import type { Flash } from '../flash/flash.ts';
import { protectFlash } from '../flash/partition.ts';
import { orElse, type Filesystem } from '../fs/filesystem.ts';
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
  if (isErasedIn(fs, 0, fs.geometry.size)) {
    ports.log('Formatting the filesystem');
    filesystems.format(fs);
  }
  return mount(ports, fs);
}

/** The filesystem of the slot that was left, to read; null if none can be mounted. Nothing can write it. */
export function mountOld({ profile, ports }: SlotFilesHost, slot: SlotId): Filesystem | null {
  return mount(ports, protectFlash(openSlot(profile, ports.flash, slot).fs));
}

const mount = ({ filesystems = chipFilesystems, log }: DevicePorts, fs: Flash): Filesystem | null =>
  orElse(
    () => filesystems.open(fs),
    ({ detail }) => {
      log(`Failed to mount the filesystem: ${detail}`);
      return null;
    },
  );
