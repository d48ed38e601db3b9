import type { DeviceProfile } from '../ota-core/device/profile.ts';
import type { ChipPlace, PracticeProfile } from './bench-api.ts';

/** The whole chip in the order of its addresses, with the gaps between partitions. */
export function placesOf(profile: DeviceProfile): readonly ChipPlace[] {
  const places: ChipPlace[] = [];
  let end = 0;
  const gapTo = (offset: number): void => {
    if (offset > end) places.push({ name: null, offset: end, length: offset - end, slot: null });
  };
  const inOrder = [...profile.partitions].sort((a, b) => a.offset - b.offset);
  for (const { name, offset, sizeBytes, slot } of inOrder) {
    gapTo(offset);
    places.push({ name, offset, length: sizeBytes, slot });
    end = offset + sizeBytes;
  }
  gapTo(profile.geometry.size);
  return places;
}

/** The practice device is one of two kinds; every other profile keeps its boot state as an esp32 does. */
export function profileName(profile: DeviceProfile): PracticeProfile {
  return profile.name === 'reference' ? 'reference' : 'esp32';
}
