import type { FirmwareInfo } from '../ota-core/boot/firmware.ts';

/** A firmware for the practice device that travels with the app. Its bytes are made when the app is built. */
export interface SampleFirmware {
  /** Its address below the page, and its name when it is downloaded. */
  readonly file: string;
  readonly name: string;
  readonly platform: string;
  readonly version: string;
  /** SHA-1 of its app, lower-case hex: what tells a sample from any other firmware, whatever it is called. */
  readonly appSha1: string;
  /** What its code does when it is started. */
  readonly behaviour: FirmwareInfo['behaviour'];
}

/** The one for a first update. */
export const FIRST_SAMPLE = {
  file: 'demo-esp32-1.1.0.zip',
  name: 'demo',
  platform: 'esp32',
  version: '1.1.0',
  appSha1: '5359d9c596a7ca8a54bdc448e6053ecde2a2fcdf',
  behaviour: 'works',
} as const satisfies SampleFirmware;

/** Sound in every byte, and never answers: only the way back helps. */
export const HANGING_SAMPLE = {
  file: 'demo-esp32-1.2.0-hangs.zip',
  name: 'demo',
  platform: 'esp32',
  version: '1.2.0',
  appSha1: 'ed3ca194561cc12adfa7765c63618447a871710d',
  behaviour: 'hangs-at-once',
} as const satisfies SampleFirmware;

export const SAMPLE_FIRMWARES: readonly SampleFirmware[] = [FIRST_SAMPLE, HANGING_SAMPLE];

/** By the digest of a part, which a checked bundle's bytes match: a manifest that was edited is told as well. */
export const isSample = (parts: readonly { readonly sha1: string | null }[]): boolean =>
  SAMPLE_FIRMWARES.some(({ appSha1 }) => parts.some(({ sha1 }) => sha1 === appSha1));
