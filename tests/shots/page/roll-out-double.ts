import type { UpdaterClient } from '../../../src/workers/client/updater-client.ts';

type RollOutCalls = Pick<
  UpdaterClient,
  | 'addRollOutFile'
  | 'dropRollOutFile'
  | 'summarizeRollOut'
  | 'startRollOut'
  | 'controlRollOut'
  | 'leaveRollOut'
>;

const never = (): Promise<never> => Promise.reject(new Error('no roll-out here'));

/** Of a thread that leads none. */
export const noRollOut: RollOutCalls = {
  addRollOutFile: never,
  dropRollOutFile: never,
  summarizeRollOut: never,
  startRollOut: never,
  controlRollOut: never,
  leaveRollOut: never,
};
