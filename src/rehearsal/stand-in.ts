/** An emulated chip that stands in for a device: its platform, what it runs, and its files as far as they are known. */
import type { FirmwareRegistry } from '../ota-core/boot/firmware.ts';
import { createMemoryRegistry } from '../emulator/firmware-registry.ts';
import { madeUpFirmware, seedChip } from '../emulator/seed-chip.ts';
import type { DeviceIdentity } from '../ota-core/device/device.ts';
import { openSlot } from '../ota-core/device/profile.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { chipFilesystems } from '../ota-core/fs/open-filesystem.ts';
import { ALL_PLATFORMS, profileFor } from '../ota-core/platforms/index.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';

/** A file of the device. Its bytes are borrowed. */
export interface StandInFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** null: only its name and size are known; a file of that size stands in for it. */
  readonly bytes: Uint8Array | null;
}

export interface StandInFacts {
  readonly profile: DeviceProfile;
  readonly identity: DeviceIdentity;
  /** What it runs, committed. */
  readonly firmware: {
    readonly name: string;
    readonly version: string;
    /** null: one that follows from the version. */
    readonly buildId: string | null;
  };
  /** null: they are not known; it has none. */
  readonly files: readonly StandInFile[] | null;
}

export interface StandIn {
  readonly facts: StandInFacts;
  readonly chip: NorFlash;
  readonly registry: FirmwareRegistry;
}

/** In slot 0: which of two equal slots it runs from changes nothing. Throws FilesystemError full where its files do not fit. */
export function makeStandIn(facts: StandInFacts, digest: DigestPort): StandIn {
  const { profile, firmware, files } = facts;
  const chip = new NorFlash(profile.geometry, { logSize: 1 });
  const registry = createMemoryRegistry();
  const made = madeUpFirmware(firmware, digest);
  const { buildId } = firmware;
  const seed = { ...made, ...(buildId !== null && { buildId }) };
  seedChip({ flash: chip, profile, registry, digest }, seed);
  if (profile.filesystem === 'mounted' && files !== null) {
    const filesystem = chipFilesystems.open(openSlot(profile, chip, 0).fs);
    for (const { name, sizeBytes, bytes } of files)
      filesystem.write(name, bytes ?? new Uint8Array(sizeBytes));
  }
  return { facts, chip, registry };
}

/**
 * How a device of this platform is built. `scheme`: the name of its profile, as emulated devices tell it; every other device
 * counts as the vendor's form. null: no device of this platform can be emulated.
 */
export function standInProfile(platform: string, scheme: string | null): DeviceProfile | null {
  const told = scheme === null ? null : profileFor({ platform, profile: scheme });
  const all = ALL_PLATFORMS.find(({ facts }) => facts.name === platform)?.profiles ?? [];
  return told ?? all.find(({ isStock }) => isStock) ?? all[0] ?? null;
}
