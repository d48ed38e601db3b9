/** What the window may ask of the updater worker about updates that nobody ended. */
import type { Outcome } from '../contracts/failure.ts';
import type { JournaledUpdate } from '../journal/journaled-update.ts';
import type { DeviceNow, Reconciliation } from '../journal/reconcile.ts';

export type { JournalReach } from '../journal/entries.ts';
export type { Reconciliation } from '../journal/reconcile.ts';

/** An update whose page, thread or browser was gone before its end. */
export interface InterruptedUpdate extends Pick<
  JournaledUpdate,
  | 'sessionId'
  | 'device'
  | 'from'
  | 'reach'
  | 'delivery'
  | 'firmware'
  | 'commitTimeoutMs'
  | 'force'
  | 'stage'
  | 'trial'
  | 'lastAtMs'
> {
  /** What people call the device, else its id. */
  readonly name: string;
  /** Written as far as is known; 0 until something was. */
  readonly percent: number;
  /** The browser keeps its file. */
  readonly hasFirmware: boolean;
}

/**
 * What a reload finds of the update that runs. `without-firmware`: its state, not its file. `not-kept`: nothing, for the browser
 * has no storage for the page, or no room in it.
 */
export type Keeping = 'kept' | 'without-firmware' | 'not-kept';

/** Failure: `storage/failed`. */
export interface JournalApi {
  /** The last one first; none that runs in another tab. */
  interruptedUpdates(): Promise<Outcome<readonly InterruptedUpdate[]>>;
  /** Updates that run now in some tab of this browser, as far as their journals tell. */
  updatesElsewhere(): Promise<Outcome<readonly InterruptedUpdate[]>>;
  /** Asks the tab that runs it to stop, and waits for that: from then on it is an interrupted one. False: that tab has not stopped. */
  takeOverUpdate(sessionId: string): Promise<Outcome<boolean>>;
  /** What is to be done about it, by what the device has just said. Sends nothing. null: there is no such update any more. */
  judgeInterrupted(
    sessionId: string,
    device: NonNullable<DeviceNow>,
  ): Promise<Outcome<Reconciliation | null>>;
  /** The file as it was sent. Whoever writes it has it checked before. null: it is not kept. */
  interruptedFirmware(sessionId: string): Promise<Outcome<Blob | null>>;
  /** Forgets it. The device is not asked. */
  forgetInterrupted(sessionId: string): Promise<Outcome<null>>;
  /** Of the update that runs, or ran last; settles when it is known. null: none has. */
  keepingOfUpdate(): Promise<Outcome<Keeping | null>>;
}
