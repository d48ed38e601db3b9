import {
  FIRST_SAMPLE,
  HANGING_SAMPLE,
  type SampleFirmware,
} from '../../contracts/sample-firmware.ts';

/** The sample that teaches something on a device that runs `version`: the one it does not run yet. */
export function nextSample(version: string | null): SampleFirmware {
  return version === FIRST_SAMPLE.version ? HANGING_SAMPLE : FIRST_SAMPLE;
}
