/** An emulated chip that stands in for a device: its platform, what it runs, and its files as far as they are known. */
import type { Bundle } from '../bundle/bundle.ts';
import { OtaError } from '../contracts/failure.ts';
import type { SignatureSettings } from '../contracts/signature.ts';
import type { RehearsedDevice, RehearsedFile } from '../contracts/rehearsal.ts';
import type { FirmwareRegistry } from '../ota-core/boot/firmware.ts';
import { createMemoryRegistry } from '../emulator/firmware-registry.ts';
import { madeUpFirmware, seedChip } from '../emulator/seed-chip.ts';
import { createDevice } from '../ota-core/device/create-device.ts';
import type { CallOrigin, DeviceIdentity } from '../ota-core/device/device.ts';
import { openSlot } from '../ota-core/device/profile.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { chipFilesystems } from '../ota-core/fs/open-filesystem.ts';
import { ALL_PLATFORMS, profileFor } from '../ota-core/platforms/index.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';

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
  readonly files: readonly RehearsedFile[] | null;
  /** From which it runs; 0 when left out. */
  readonly slot?: number | undefined;
  /** What it asks of signatures; left out or null: it does not tell, and nothing is asked. */
  readonly signatures?: SignatureSettings | null | undefined;
}

export interface StandIn {
  readonly facts: StandInFacts;
  readonly chip: NorFlash;
  readonly registry: FirmwareRegistry;
}

/** Throws FilesystemError full where its files do not fit. */
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
  const standIn = { facts, chip, registry };
  if (facts.slot === 1) moveToOtherSlot(standIn, digest);
  return standIn;
}

const OWN: CallOrigin = { channel: 'WS_in', isOwn: true };

/**
 * By what a client could do on the device itself: a copy in the other slot, and from there it starts. Where its platform has no such
 * methods it stays in slot 0, which is like the other there.
 */
function moveToOtherSlot({ facts, chip, registry }: StandIn, digest: DigestPort): void {
  const { profile, identity } = facts;
  const device = createDevice({
    ...{ profile, identity },
    ports: {
      ...{ flash: chip, firmware: registry, filesystems: chipFilesystems, digest },
      log: () => undefined,
    },
  });
  device.powerOn(0);
  const copied = device.handle('OTA.CreateSnapshot', {}, 0, OWN);
  if (!('result' in copied)) return;
  const state = { active_slot: 1, revert_slot: 0, is_committed: true };
  device.handle('OTA.SetBootState', state, 0, OWN);
}

/** Throws rehearsal/no-stand-in. */
export function standInFacts(device: RehearsedDevice): StandInFacts {
  const { platform, scheme, id, mac, app, version, buildId } = device;
  const { files, slot, signatures } = device;
  const profile = profileOf(platform, scheme);
  if (profile === null) throw new OtaError('rehearsal/no-stand-in', { platform });
  const firmware = { name: app, version, buildId };
  return { profile, identity: { id, mac }, firmware, files, slot, signatures };
}

/** Only those that are emulated name the form of their platform (docs/BOOT-CONFIG.md). */
export const isEmulatedDevice = ({ scheme, link }: RehearsedDevice): boolean =>
  scheme !== null || link?.traits.isEmulated === true;

/** Older than any, whatever the bundle's is. */
const OLDEST = '0.0.0';

/** A new device of the kind of chip that the bundle is for, on an older version of its firmware. */
export const newDeviceFor = ({ manifest: { platform, name } }: Bundle): RehearsedDevice => ({
  ...{ platform, scheme: null, id: `${platform}_000001`, mac: '000000000001' },
  ...{ app: name, version: OLDEST, buildId: null, files: null },
});

/** As emulated devices tell it by the name of their profile; every other device counts as the vendor's form. */
function profileOf(platform: string, scheme: string | null): DeviceProfile | null {
  const told = scheme === null ? null : profileFor({ platform, profile: scheme });
  const all = ALL_PLATFORMS.find(({ facts }) => facts.name === platform)?.profiles ?? [];
  return told ?? all.find(({ isStock }) => isStock) ?? all[0] ?? null;
}
