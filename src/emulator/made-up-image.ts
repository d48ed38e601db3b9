import type { DigestPort } from '../ota-core/device/digest-port.ts';
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
export function createMadeUpImage(firmware: MadeUpFirmware, digests: DigestPort): Uint8Array {
  const label = encodeUtf8(`${firmware.name}\0${firmware.version}\0${firmware.buildId}\0`);
  const image = new Uint8Array(MADE_UP_BYTES);
  const counter = new Uint8Array(4);
  for (let at = 0; at < image.length; at += 32) {
    new DataView(counter.buffer).setUint32(0, at, true);
    const digest = digests.create('sha256');
    digest.update(label);
    digest.update(counter);
    image.set(digest.digest(), at);
  }
  image[0] = ESP_IMAGE_MAGIC;
  image.set(label.subarray(0, 256), 32);
  return image;
}
