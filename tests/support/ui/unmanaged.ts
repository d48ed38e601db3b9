import type { ProductChecksApi, SnapshotApi } from '../../../src/workers/device-api.ts';
import type { HistoryApi } from '../../../src/workers/history-api.ts';
import type { JournalApi } from '../../../src/workers/journal-api.ts';
import type { RecordingApi } from '../../../src/workers/recording-api.ts';
import type { RouteApi } from '../../../src/workers/route-api.ts';
import type { RollOutApi } from '../../../src/workers/roll-out-api.ts';
import type { UpdaterClient } from '../../../src/workers/client/updater-client.ts';

const never = () => new Promise<never>(() => undefined);

/** What an updater is asked besides an update, where nobody asks it. */
export const unmanaged: Pick<
  UpdaterClient,
  | 'deviceSettings'
  | 'changeSettings'
  | 'deviceFiles'
  | 'readDeviceFile'
  | 'putDeviceFile'
  | 'removeDeviceFile'
  | 'stopManaging'
  | keyof ProductChecksApi
  | 'callDevice'
  | 'bluetoothSettings'
  | 'compareWith'
  | 'compareWithDevice'
  | 'compareContents'
  | 'readForRehearsal'
  | 'stopComparing'
  | 'places'
  | 'addPlace'
  | 'namePlace'
  | 'removePlace'
  | 'takeOverPlaces'
  | 'watchBroker'
  | keyof RollOutApi
  | 'askAtBroker'
  | 'leaveBroker'
  | 'scanNetwork'
  | 'stopScan'
  | 'fleetDevices'
  | 'addToFleet'
  | 'changeInFleet'
  | 'removeFromFleet'
  | 'putBackInFleet'
  | 'watchFleet'
  | 'askFleet'
  | 'leaveFleet'
  | keyof JournalApi
  | keyof SnapshotApi
  | keyof RecordingApi
  | keyof HistoryApi
  | keyof RouteApi
  | 'planFirmwareRoute'
> = {
  deviceSettings: never,
  changeSettings: never,
  deviceFiles: never,
  readDeviceFile: never,
  putDeviceFile: never,
  removeDeviceFile: never,
  stopManaging: never,
  productChecks: never,
  setProductChecks: never,
  readChecksFile: never,
  checksFile: never,
  tryCheck: never,
  recording: never,
  callDevice: never,
  bluetoothSettings: never,
  compareWith: never,
  compareWithDevice: never,
  compareContents: never,
  readForRehearsal: never,
  stopComparing: never,
  places: never,
  addPlace: never,
  namePlace: never,
  removePlace: never,
  takeOverPlaces: never,
  watchBroker: never,
  addRollOutFile: never,
  dropRollOutFile: never,
  summarizeRollOut: never,
  startRollOut: never,
  checkRollOutAccess: never,
  signInRollOut: never,
  watchRollOut: never,
  joinRollOut: never,
  controlRollOut: never,
  leaveRollOut: never,
  askAtBroker: never,
  leaveBroker: never,
  scanNetwork: never,
  stopScan: never,
  fleetDevices: never,
  addToFleet: never,
  changeInFleet: never,
  removeFromFleet: never,
  putBackInFleet: never,
  watchFleet: never,
  askFleet: never,
  leaveFleet: never,
  interruptedUpdates: never,
  updatesElsewhere: never,
  takeOverUpdate: never,
  judgeInterrupted: never,
  interruptedFirmware: never,
  forgetInterrupted: never,
  keepingOfUpdate: never,
  settingsAfter: never,
  revealSetting: never,
  putBack: never,
  forgetSettings: never,
  stopSettings: never,
  updateHistory: never,
  removeFromHistory: never,
  putBackInHistory: never,
  setWho: never,
  sealReceipt: never,
  checkReceipt: never,
  planFirmwareRoute: never,
  keepRoute: never,
  keptRoutes: never,
  forgetRoute: never,
};
