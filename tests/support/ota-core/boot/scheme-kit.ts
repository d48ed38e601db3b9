import { createHash } from 'node:crypto';
import type { AppImage, BootOutcome, SlotId } from '../../../../src/ota-core/boot/boot-config.ts';
import type { BootScheme } from '../../../../src/ota-core/boot/boot-scheme.ts';
import type { DigestPort } from '../../../../src/ota-core/primitives/digest.ts';
import {
  namedPartition,
  openSlot,
  slotPlaces,
  type DeviceProfile,
} from '../../../../src/ota-core/device/profile.ts';
import type { FirmwareRegistry } from '../../../../src/ota-core/boot/firmware.ts';
import { PROFILE_NAMES, profileFor } from '../../../../src/ota-core/platforms/index.ts';
import type { Flash } from '../../../../src/ota-core/flash/flash.ts';
import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';

export const nativeDigests: DigestPort = { create: (algorithm) => createHash(algorithm) };

export const OLD = new Uint8Array(1024).fill(0x11);
export const NEW = new Uint8Array(2048).fill(0x22);

export const sha256 = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(bytes).digest());

export const imageOf = (bytes: Uint8Array): AppImage => ({
  sizeBytes: bytes.length,
  sha256: sha256(bytes),
});

/** Knows the old and the new image. */
export const registry: FirmwareRegistry = {
  list: () =>
    [OLD, NEW].map((bytes) => ({
      name: 'demo',
      version: bytes === OLD ? '1.0.0' : '1.1.0',
      buildId: 'b',
      sizeBytes: bytes.length,
      sha256: Buffer.from(sha256(bytes)).toString('hex'),
      behaviour: 'works',
    })),
  remember: () => undefined,
};

export function profileNamed(name: string): DeviceProfile {
  const profile = profileFor({ profile: name });
  if (profile === null) throw new Error(`no profile ${name}`);
  return profile;
}

export const schemeOn = (profile: DeviceProfile, flash: Flash): BootScheme =>
  profile.createScheme(flash, { digest: nativeDigests, registry });

/** A chip that runs OLD from slot 0, committed, with NEW already written to slot 1. */
export function chipWithBoth(profile: DeviceProfile): NorFlash {
  const chip = new NorFlash(profile.geometry);
  openSlot(profile, chip, 0).app.program(0, OLD);
  openSlot(profile, chip, 1).app.program(0, NEW);
  schemeOn(profile, chip).format(imageOf(OLD));
  return chip;
}

/** Outcome in a word: which slot runs and in what state. */
export function inShort(outcome: BootOutcome): string {
  switch (outcome.kind) {
    case 'booted':
      return `${outcome.slot} ${outcome.first ? 'first' : 'again'} ${outcome.committed ? 'committed' : 'on trial'}`;
    case 'reverted':
      return `${outcome.to} reverted from ${outcome.from}`;
    case 'bricked':
      return `bricked ${outcome.why}`;
  }
}

/** The profiles that are held to every invariant. */
export const HARDENED = PROFILE_NAMES.filter((name) => !profileNamed(name).isStock);

/** Changes a byte of a slot's app, wherever it lies now. */
export function damage(
  profile: DeviceProfile,
  chip: NorFlash,
  at: { readonly slot: SlotId; readonly scheme: BootScheme },
): void {
  const { app } = slotPlaces(profile, at.slot, at.scheme);
  chip.setCells(app.offset + 100, Uint8Array.of(0x7e));
}

/** Changes a byte of a partition by its name. */
export function spoil(profile: DeviceProfile, chip: NorFlash, name: string): void {
  const { offset } = namedPartition(profile.partitions, name);
  chip.setCells(offset + 100, Uint8Array.of(0x7e));
}

/** The chip of a profile whose boot state, from `wearOut` on, keeps nothing of what it is told, without a word. */
export function wornOnDemand(
  profile: DeviceProfile,
  chip: NorFlash,
): { readonly flash: Flash; wearOut(): void } {
  let isWorn = false;
  const images = profile.partitions.filter(({ name }) => /^(app|fw_|fs)/.test(name));
  const keeps = (at: number): boolean =>
    !isWorn || images.some(({ offset, sizeBytes }) => at >= offset && at < offset + sizeBytes);
  return {
    flash: {
      geometry: chip.geometry,
      read: (offset, into) => chip.read(offset, into),
      erase: (offset, length) => {
        if (keeps(offset)) chip.erase(offset, length);
      },
      program: (offset, bytes) => {
        if (keeps(offset)) chip.program(offset, bytes);
      },
    },
    wearOut: () => {
      isWorn = true;
    },
  };
}
