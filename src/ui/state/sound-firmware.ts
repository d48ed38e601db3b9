import type { SoundFirmware } from './restartable-updater.ts';
import type { FirmwareState } from './screen-view.ts';

interface FirmwareChoice {
  readonly firmware: FirmwareState;
  /** The file that is written. */
  readonly file: File | null;
}

/** The file of a choice with what it holds; null: none is chosen, or it was not found sound. */
export const soundFirmwareOf = ({ firmware, file }: FirmwareChoice): SoundFirmware | null =>
  firmware.kind === 'sound' && file !== null ? { bundle: firmware.bundle, file } : null;
