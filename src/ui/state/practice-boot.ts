import type { EmulatorSnapshot } from '../../workers/api.ts';

/** What runs on the practice device, and how: it changes when the device is to be asked again. */
export const bootOf = ({ power, running }: EmulatorSnapshot): string =>
  JSON.stringify([power, running?.slot, running?.version, running?.hung, running?.committed]);
