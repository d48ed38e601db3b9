import type { FirmwareInfo } from '../ota-core/device/firmware.ts';

/** A firmware for the practice device that travels with the app. Its bytes are made when the app is built. */
export interface SampleFirmware {
  /** Its address below the page, and its name when it is downloaded. */
  readonly file: string;
  readonly name: string;
  readonly platform: string;
  readonly version: string;
  /** What its code does when it is started. */
  readonly behaviour: FirmwareInfo['behaviour'];
}

/** The one for a first update. */
export const FIRST_SAMPLE = {
  file: 'demo-esp32-1.1.0.zip',
  name: 'demo',
  platform: 'esp32',
  version: '1.1.0',
  behaviour: 'works',
} as const satisfies SampleFirmware;

/** Sound in every byte, and never answers: only the way back helps. */
export const HANGING_SAMPLE = {
  file: 'demo-esp32-1.2.0-hangs.zip',
  name: 'demo',
  platform: 'esp32',
  version: '1.2.0',
  behaviour: 'hangs-at-once',
} as const satisfies SampleFirmware;

export const SAMPLE_FIRMWARES: readonly SampleFirmware[] = [FIRST_SAMPLE, HANGING_SAMPLE];
