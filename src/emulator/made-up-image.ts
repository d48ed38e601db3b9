import type { DigestPort } from '../ota-core/primitives/digest.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';

export interface MadeUpFirmware {
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
