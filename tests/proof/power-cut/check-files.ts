/** What must be in the slots of a device: its app to the byte, its filesystem by what its profile does with it. */
import { openSlot, type DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import type { Flash } from '../../../src/ota-core/flash/flash.ts';
import type { Checks } from './checks.ts';
import { isPartOf, sameFiles, withoutTrial, type Files } from './files.ts';
import { filesAfter, FIRMWARE_NAMES, firmwaresOf, type TestFirmware } from './firmwares.ts';
import { holds, mountedFiles } from './on-chip.ts';
import type { World } from './world.ts';

export interface SlotExpectation {
  readonly slot: 0 | 1;
  /** The firmware by its name. */
  readonly image: string;
  /** What the device had before; `changing`: what an FS.* call that was cut was making of it. */
  readonly before: {
    readonly settled: string;
    readonly files: Files;
    readonly changing: Files | null;
  };
  /** It does not get to the end of its merge: it has its own files and some of the others, all whole. */
  readonly merging: boolean;
  /** It runs for good, without updater.dat. */
  readonly settled: boolean;
}

/** Compares all bytes of the app with the firmware of that name. */
export function holdsApp(chip: Flash, world: World, slot: 0 | 1, image: string): boolean {
  const firmware = firmwareNamed(world.profile, image);
  return firmware !== null && holds(chip, world.placesOf(slot).app.offset, firmware.apps[slot]);
}

/**
 * I3: of a filesystem that nobody mounts, all bytes; of a mounted one, that the files of the image are there. I7, I8:
 * its files are exactly those of the image merged with what the device had, byte for byte; where an FS.* call was cut,
 * with what it had before or after it. True if I3 holds.
 */
export function checkFilesystem(
  checks: Checks,
  { chip, world }: { readonly chip: Flash; readonly world: World },
  expected: SlotExpectation,
): void {
  const { slot, image, before, merging, settled } = expected;
  const firmware = firmwareNamed(world.profile, image);
  const isOpaque = world.profile.filesystem === 'opaque';
  const found = isOpaque ? null : mountedFiles(openSlot(world.profile, chip, slot).fs);
  const belongs = isOpaque
    ? firmware !== null && holds(chip, world.placesOf(slot).fs.offset, firmware.fs)
    : found !== null && (image === before.settled || isPartOf(firmware?.files ?? {}, found));
  checks.that(belongs, 'I3 app and filesystem belong together', () => `slot ${slot}`);
  if (isOpaque) return;
  const { files, changing } = before;
  const wanted = (changing === null ? [files] : [files, changing]).map((either) =>
    filesAfter(image, { ...before, files: either }),
  );
  const rest = settled ? (found ?? {}) : withoutTrial(found ?? {});
  checks.that(
    wanted.some((all) => (merging ? isPartOf(rest, all) : sameFiles(rest, all))),
    'I7 I8 no file is lost, mixed or left over',
    () => `slot ${slot} has ${namesOf(rest)} of ${wanted.map(namesOf).join(' or ')}`,
  );
}

const namesOf = (files: Files): string => Object.keys(files).join();

function firmwareNamed(profile: DeviceProfile, image: string): TestFirmware | null {
  const name = FIRMWARE_NAMES.find((known) => known === image);
  return name === undefined ? null : firmwaresOf(profile).get(name);
}
