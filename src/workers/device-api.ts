/** What the window may ask of the updater worker about the device that is chosen, beside its update. */
import type { ComparedDevice, ComparedFile } from '../contracts/compared.ts';
import type { Outcome } from '../contracts/failure.ts';
import type { CallAnswer, LinkBatch } from '../contracts/link-log.ts';
import type {
  DeviceFiles,
  DeviceSetting,
  SavedSettings,
  SettingChange,
} from '../contracts/managed-device.ts';
import type { RehearsedDevice } from '../contracts/rehearsal.ts';
import type { ProductCheck, TriedCheck } from '../contracts/product-check.ts';
import type { ComparedSettings, RevealedSetting } from '../contracts/settings-snapshot.ts';
import type { SignInOrder } from '../contracts/sign-in.ts';

/** Who calls, for a device or a broker that asks. In memory only, or kept in this browser by choice. */
export interface SignInApi {
  /** From now on each link to the chosen place is opened so. What was refused before is asked anew. */
  signIn(order: SignInOrder): Promise<Outcome<null>>;
}

/** What the console and the link panel ask of the updater worker. */
export interface ConsoleApi {
  /** What passed on the links to the device after the line `after` (0 = all that is kept), and the figures. Ask at most every 100 ms. */
  linkLog(after: number): Promise<Outcome<LinkBatch>>;
  /** The whole frame of a line; null = it is no longer there. */
  openFrame(seq: number): Promise<Outcome<string | null>>;
  /**
   * Calls a method by hand: over the link of the update that runs, else over one of its own. While an update
   * runs, only what reads: `device/busy` otherwise.
   */
  callDevice(method: string, params: unknown): Promise<Outcome<CallAnswer>>;
}

/**
 * Settings and files of the device that answered last: no other is taken (device/other-device). A newer question ends the one
 * before, and so does an update; while one runs each fails with device/busy. Progress comes to the port, which is moved.
 */
export interface ManageApi {
  /** `usual`: those of the update and of Wi-Fi, as far as the device has them. */
  deviceSettings(which: 'usual' | 'all'): Promise<Outcome<readonly DeviceSetting[]>>;
  /** Settles when what was set was read again; with `restart` after the device has started anew. Failure: device/settings-differ, device/not-restarted. */
  changeSettings(
    changes: readonly SettingChange[],
    restart: boolean,
  ): Promise<Outcome<SavedSettings>>;
  deviceFiles(): Promise<Outcome<DeviceFiles>>;
  /** The bytes of one file. */
  readDeviceFile(name: string, progress: MessagePort): Promise<Outcome<Blob>>;
  /** A file of that name stays what it was until the new one is there as a whole. Failure: device/no-room, device/file-differs. */
  putDeviceFile(name: string, bytes: Blob, progress: MessagePort): Promise<Outcome<null>>;
  removeDeviceFile(name: string): Promise<Outcome<null>>;
  /** Ends what is asked here; it settles with `cancelled`. */
  stopManaging(): Promise<Outcome<null>>;
}

/**
 * The bundle that is kept, beside something else. A newer question of a kind ends the one before, and so does an update; while one
 * runs each fails with device/busy.
 */
export interface CompareApi {
  /** Beside a second file, which is mended for it and not kept. `pick`: as of openBundle. Failure: as of openBundle. */
  compareWith(
    bundleId: string,
    file: Blob,
    fileName: string,
    pick?: string | null,
  ): Promise<Outcome<ComparedFile>>;
  /** Beside the device that answered last: no other is taken (device/other-device). */
  compareWithDevice(bundleId: string): Promise<Outcome<ComparedDevice>>;
  /** And by what the files hold that are as large there; `all`: also those that were read before. Progress comes to the port, which is moved. */
  compareContents(
    bundleId: string,
    which: 'unread' | 'all',
    progress: MessagePort,
  ): Promise<Outcome<ComparedDevice>>;
  /** What a rehearsal needs of the device that answered last: only read. Progress comes to the port, which is moved. Failure: device/uncommitted. */
  readForRehearsal(progress: MessagePort): Promise<Outcome<RehearsedDevice>>;
  /** Ends what is asked of the device here; it settles with `cancelled`. */
  stopComparing(): Promise<Outcome<null>>;
}

/** Checks of products that this browser keeps, by application; they are asked of each firmware on trial. */
export interface ProductChecksApi {
  /** Failure: `file/no-checks` for what is damaged, `storage/failed`. */
  productChecks(app: string): Promise<Outcome<readonly ProductCheck[]>>;
  /** In place of those before. Failure: `file/no-checks` with the place of what is wrong, `storage/failed`. */
  setProductChecks(
    app: string,
    checks: readonly ProductCheck[],
  ): Promise<Outcome<readonly ProductCheck[]>>;
  /** What a file of checks holds. Failure: `file/no-checks` with the place of what is wrong. */
  readChecksFile(file: File): Promise<Outcome<readonly ProductCheck[]>>;
  /** As they are kept in a file. */
  checksFile(app: string, checks: readonly ProductCheck[]): Promise<Outcome<Blob>>;
  /** Asks the device that answered last. As ManageApi: a newer question ends the one before, and so does an update. */
  tryCheck(check: ProductCheck): Promise<Outcome<TriedCheck>>;
}

/**
 * Settings and files of the device that answered last, as they were read before its last update. As ManageApi: no other device is
 * taken, a newer question ends the one before, and so does an update. Progress comes to the port, which is moved.
 */
export interface SnapshotApi {
  /** Beside what they are now; null = nothing was read of this device. */
  settingsAfter(progress: MessagePort): Promise<Outcome<ComparedSettings | null>>;
  /** A secret of a file that changed, for a person who asks to see it; null = there is no such one. */
  revealSetting(file: string, path: string): Promise<Outcome<RevealedSetting | null>>;
  /** Writes these files as they were, each read back; settles with what differs then. Failure: device/no-room, device/file-differs. */
  putBack(
    names: readonly string[],
    progress: MessagePort,
  ): Promise<Outcome<ComparedSettings | null>>;
  /** Nothing of it is kept any more. */
  forgetSettings(): Promise<Outcome<null>>;
  /** Ends what is asked here; it settles with `cancelled`. */
  stopSettings(): Promise<Outcome<null>>;
}
