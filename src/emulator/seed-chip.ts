import { SAMPLE_FIRMWARES, type SampleFirmware } from '../contracts/sample-firmware.ts';
import type { FirmwareInfo, FirmwareRegistry } from '../ota-core/boot/firmware.ts';
import { slotPartition, openSlot, type DeviceProfile } from '../ota-core/device/profile.ts';
import { eraseSpan } from '../ota-core/flash/flash-areas.ts';
import type { Flash } from '../ota-core/flash/flash.ts';
import { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { openLittlefs } from '../ota-core/fs/littlefs/littlefs.ts';
import { formatLittlefs } from '../ota-core/fs/littlefs/volume.ts';
import { toHex } from '../ota-core/primitives/bytes.ts';
import { digestBytes, type DigestPort } from '../ota-core/primitives/digest.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';

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
  else if (profile.filesystem === 'mounted') formatLittlefs(slot.fs);
  const sha256 = digestBytes(firmware.app, 'sha256', digest);
  knowSamples(registry, digest).remember(infoOf(firmware, toHex(sha256)));
  const scheme = profile.createScheme(flash, { digest, registry });
  scheme.format({ sizeBytes: firmware.app.length, sha256 });
  return null;
}

function infoOf(firmware: FactoryFirmware, sha256: string): FirmwareInfo {
  const { name, version, buildId, app } = firmware;
  return { name, version, buildId, sizeBytes: app.length, sha256, behaviour: 'works' };
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

/**
 * The firmwares that travel with the app: their bytes, and what their code does when it is started. A
 * made-up image has no code, so its behaviour is known by its digest.
 */

export interface SampleContent {
  readonly buildId: string;
  readonly app: Uint8Array;
  readonly fs: Uint8Array;
}

/** More than one box of the flash picture, and some seconds of writing. */
const APP_BYTES = 96 * 1024;
const FS_BYTES = 64 * 1024;

/** What is in a sample; the same on every machine. Owned by the caller. */
export function sampleContent(sample: SampleFirmware, digests: DigestPort): SampleContent {
  const buildId = madeUpBuildId(sample.version);
  const app = createMadeUpImage({ ...sample, buildId }, digests, APP_BYTES);
  return { buildId, app, fs: sampleImage(sample) };
}

/** A page, a script and the defaults, as a product ships them. */
function sampleImage({ name, version }: SampleFirmware): Uint8Array {
  const geometry = { size: FS_BYTES, eraseSize: 4096, programSize: 4, wordOnce: false };
  const chip = new NorFlash(geometry, { logSize: 1 });
  formatLittlefs(chip);
  const files = openLittlefs(chip);
  const write = (file: string, text: string): void => files.write(file, encodeUtf8(text));
  write('conf0.json', JSON.stringify({ app: name, update: { timeout: 600 } }));
  write('index.html', `<!doctype html><title>${name} ${version}</title>\n`.repeat(40));
  write('init.js', `print('${name} ${version}');\n`);
  return chip.image();
}

/** The registry, with each sample remembered as what its code does. What is no sample passes as it is. */
export function knowSamples(registry: FirmwareRegistry, digests: DigestPort): FirmwareRegistry {
  return {
    list: () => registry.list(),
    remember: (info) => registry.remember({ ...info, behaviour: behaviourOf(info, digests) }),
  };
}

function behaviourOf(info: FirmwareInfo, digests: DigestPort): FirmwareInfo['behaviour'] {
  // Only what calls itself like a faulty sample is worth making that sample's bytes for.
  const namesake = SAMPLE_FIRMWARES.find(
    ({ name, version, behaviour }) =>
      behaviour !== 'works' && name === info.name && version === info.version,
  );
  if (namesake === undefined || info.sizeBytes !== APP_BYTES) return info.behaviour;
  const digest = digests.create('sha256');
  digest.update(sampleContent(namesake, digests).app);
  return toHex(digest.digest()) === info.sha256 ? namesake.behaviour : info.behaviour;
}

interface MadeUpFirmware {
  readonly name: string;
  readonly version: string;
  readonly buildId: string;
}

/** Size of a made-up application image in bytes: six erase blocks of most profiles. */
export const MADE_UP_BYTES = 24_576;

/** First byte of every image that an Espressif boot loader starts. */
const ESP_IMAGE_MAGIC = 0xe9;

/**
 * The build id of a firmware nobody built, in the form of a real one. Derived from the version alone,
 * so that a fresh chip is the same on every machine.
 */
export function madeUpBuildId(version: string): string {
  return `20260101-000000/v${version}`;
}

/**
 * Application bytes that follow from what the firmware says of itself: the same words give the same
 * image on every machine, other words another one. Owned by the caller.
 */
export function createMadeUpImage(
  firmware: MadeUpFirmware,
  digests: DigestPort,
  sizeBytes = MADE_UP_BYTES,
): Uint8Array {
  const label = encodeUtf8(`${firmware.name}\0${firmware.version}\0${firmware.buildId}\0`);
  const image = madeUpBytes(label, sizeBytes, digests);
  image[0] = ESP_IMAGE_MAGIC;
  image.set(label.subarray(0, 256), 32);
  return image;
}

/** `sizeBytes` bytes without a pattern that follow from the seed alone. A multiple of 32; owned by the caller. */
function madeUpBytes(seed: Uint8Array, sizeBytes: number, digests: DigestPort): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  const counter = new Uint8Array(4);
  for (let at = 0; at < bytes.length; at += 32) {
    new DataView(counter.buffer).setUint32(0, at, true);
    const digest = digests.create('sha256');
    digest.update(seed);
    digest.update(counter);
    bytes.set(digest.digest(), at);
  }
  return bytes;
}
