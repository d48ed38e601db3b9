import { OtaError } from '../contracts/failure.ts';
import type { FirmwareInfo, FirmwareRegistry } from '../ota-core/boot/firmware.ts';
import { slotPartition, openSlot } from '../ota-core/device/profile.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import { eraseSpan } from '../ota-core/flash/erase-blocks.ts';
import type { Flash } from '../ota-core/flash/flash.ts';
import { orElse } from '../ota-core/fs/filesystem.ts';
import { chipFilesystems, openImage } from '../ota-core/fs/open-filesystem.ts';
import { toHex } from '../ota-core/primitives/bytes.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';
import { createMadeUpImage, madeUpBuildId, knowSamples } from './sample-firmware.ts';
import type { MadeUpFirmware } from './sample-firmware.ts';

/** What a chip is given before it leaves the factory. Bytes are borrowed. */
export interface FactoryFirmware extends MadeUpFirmware {
  readonly app: Uint8Array;
  /** null: an empty filesystem. */
  readonly fs: Uint8Array | null;
}

export interface SeedOptions {
  readonly flash: Flash;
  readonly profile: DeviceProfile;
  readonly registry: FirmwareRegistry;
  readonly digest: DigestPort;
}

/** A firmware nobody built, for a chip that needs one: its bytes follow from its name and version. */
export function madeUpFirmware(
  { name, version }: { readonly name: string; readonly version: string },
  digest: DigestPort,
): FactoryFirmware {
  const words = { name, version, buildId: madeUpBuildId(version) };
  return { ...words, app: createMadeUpImage(words, digest), fs: null };
}

/**
 * Makes a blank chip a new device: the firmware in slot 0, committed. Which part does not fit is
 * returned and nothing is written; null = done.
 */
export function seedChip(options: SeedOptions, firmware: FactoryFirmware): 'app' | 'fs' | null {
  const { flash, profile, registry, digest } = options;
  const fits = (kind: 'app' | 'fs', bytes: Uint8Array | null): boolean =>
    (bytes?.length ?? 0) <= slotPartition(profile.partitions, kind, 0).sizeBytes;
  if (!fits('app', firmware.app)) return 'app';
  if (!fits('fs', firmware.fs)) return 'fs';
  const slot = openSlot(profile, flash, 0);
  burn(slot.app, firmware.app);
  if (firmware.fs !== null) burn(slot.fs, firmware.fs);
  else if (profile.filesystem === 'mounted') chipFilesystems.format(slot.fs);
  const sha256 = sha256Of(firmware.app, digest);
  knowSamples(registry, digest).remember(infoOf(firmware, toHex(sha256)));
  const scheme = profile.createScheme(flash, { digest, registry });
  scheme.format({ sizeBytes: firmware.app.length, sha256 });
  return null;
}

function infoOf(firmware: FactoryFirmware, sha256: string): FirmwareInfo {
  const { name, version, buildId, app } = firmware;
  return { name, version, buildId, sizeBytes: app.length, sha256, behaviour: 'works' };
}

function sha256Of(bytes: Uint8Array, digests: DigestPort): Uint8Array {
  const digest = digests.create('sha256');
  digest.update(bytes);
  return digest.digest();
}

/** Erases what the bytes need and programs them, the last unit filled up with ones. */
function burn(flash: Flash, bytes: Uint8Array): void {
  const { eraseSize, programSize } = flash.geometry;
  flash.erase(0, eraseSpan(flash.geometry, bytes.length));
  for (let at = 0; at < bytes.length; at += eraseSize) {
    const piece = bytes.subarray(at, at + eraseSize);
    const padded = new Uint8Array(Math.ceil(piece.length / programSize) * programSize).fill(0xff);
    padded.set(piece);
    flash.program(at, padded);
  }
}

/** The image itself, which a device could mount. Throws OtaError file/unreadable with what is wrong in it. */
export function checkedImage(image: Uint8Array, file: string): Uint8Array {
  return orElse(
    () => {
      openImage(image);
      return image;
    },
    ({ detail }) => {
      throw new OtaError('file/unreadable', { file, detail: `no filesystem (${detail})` });
    },
  );
}
