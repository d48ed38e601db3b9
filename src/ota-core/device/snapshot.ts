import type { BootScheme } from '../boot/boot-scheme.ts';
import { isErased } from '../flash/flash-areas.ts';
import { FlashFault, type Flash } from '../flash/flash.ts';
import { bytesEqual } from '../primitives/bytes.ts';
import { openSlot, type DeviceProfile } from './profile.ts';

/**
 * Copies the running slot over the other one, app first; blocks that are the same already stay. -2: the app was not
 * copied, -3: the filesystem was not (boot-schemes.md#esp32, #esp8266); else the slot of the copy.
 */
export function copyRunningSlot(
  profile: Pick<DeviceProfile, 'partitions'>,
  flash: Flash,
  scheme: BootScheme,
): 0 | 1 | -2 | -3 {
  const from = openSlot(profile, flash, scheme.current().activeSlot, scheme);
  const slot = scheme.targetSlot();
  const to = openSlot(profile, flash, slot, scheme);
  if (!isCopied(from.app, to.app)) return -2;
  return isCopied(from.fs, to.fs) ? slot : -3;
}

function isCopied(from: Flash, to: Flash): boolean {
  try {
    copyBlocks(from, to);
    return true;
  } catch (fault) {
    if (fault instanceof FlashFault) return false;
    throw fault;
  }
}

function copyBlocks(from: Flash, to: Flash): void {
  const { size, eraseSize } = to.geometry;
  const wanted = new Uint8Array(eraseSize);
  const found = new Uint8Array(eraseSize);
  for (let at = 0; at < size; at += eraseSize) {
    from.read(at, wanted);
    to.read(at, found);
    if (bytesEqual(wanted, found)) continue;
    to.erase(at, eraseSize);
    if (!isErased(wanted)) to.program(at, wanted);
  }
}
