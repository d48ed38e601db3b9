import type { UpdaterClient } from '../../../src/workers/client/updater-client.ts';

const never = () => new Promise<never>(() => undefined);

/** What an updater is asked of a device besides its firmware, where nobody asks it. */
export const unmanaged: Pick<
  UpdaterClient,
  | 'deviceSettings'
  | 'changeSettings'
  | 'deviceFiles'
  | 'readDeviceFile'
  | 'putDeviceFile'
  | 'removeDeviceFile'
  | 'stopManaging'
> = {
  deviceSettings: never,
  changeSettings: never,
  deviceFiles: never,
  readDeviceFile: never,
  putDeviceFile: never,
  removeDeviceFile: never,
  stopManaging: never,
};
