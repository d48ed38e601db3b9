/** What the window may ask of the updater worker about a roll-out: many devices, one after the other wave. */
import type { BundleReport } from '../contracts/bundle-report.ts';
import type { Outcome } from '../contracts/failure.ts';
import type { DeviceRecord } from '../fleet/device-record.ts';
import type { RollOutPlan } from '../fleet/plan.ts';
import type { KnownFirmware, PlanSummary } from '../fleet/plan-summary.ts';
import type { HaltReason, RollOutControl, RollOutState } from '../fleet/roll-out.ts';
import type { Phase } from '../update/events.ts';

export interface RollOutOrder {
  readonly plan: RollOutPlan;
  readonly commitTimeoutMs: number;
  /** Devices that went back from one of the firmwares before, by the records of this browser, are left alone. */
  readonly skipsWentBack: boolean;
}

/** One device, as far as it is known what became of it. */
export interface RollOutRow {
  readonly id: string;
  readonly record: DeviceRecord;
  /** Versions: what it ran, and what it gets; null = not known yet. */
  readonly from: string | null;
  readonly to: string | null;
  /** Of the update under way; null = none is, or nothing of it is known yet. */
  readonly phase: Phase | null;
  /** Written; null = nothing is being written. */
  readonly percent: number | null;
  readonly isOnTrial: boolean;
  /** Until people release its wave. */
  readonly waits: boolean;
}

/** How it stands. Sent at most every ROLL_OUT_NEWS_MS. */
export interface RollOutNews {
  readonly state: RollOutState;
  /** From 0. */
  readonly wave: number;
  /** Places of each wave. */
  readonly waves: readonly number[];
  readonly failures: number;
  readonly failureLimit: number;
  readonly haltReason: HaltReason | null;
  readonly control: RollOutControl;
  /** Nothing happens by itself before this, ms since 1970; null = not known. */
  readonly wakeAtMs: number | null;
  /** Nobody let its devices go on in time, and it was paused. */
  readonly hasLapsed: boolean;
  /** Those that have changed since the news before. */
  readonly rows: readonly RollOutRow[];
}

export const ROLL_OUT_NEWS_MS = 200;

/** One roll-out at a time, in all pages of this browser. */
export interface RollOutApi {
  /** Reads and checks a file, and keeps it beside others; in the place of one for the same chip and application. Failure: as of openBundle. */
  addRollOutFile(file: Blob, fileName: string): Promise<Outcome<BundleReport>>;
  dropRollOutFile(id: string): Promise<Outcome<null>>;
  /** What it is going to do, of devices that were seen before. `known`: by id. Sends nothing. */
  summarizeRollOut(
    order: RollOutOrder,
    known: Readonly<Record<string, KnownFirmware>>,
  ): Promise<Outcome<PlanSummary>>;
  /**
   * Settles when no device is under way and none will be, with the state it ended in; null: another page leads one. RollOutNews comes to
   * the port, which is moved; after the last one `null`.
   */
  startRollOut(order: RollOutOrder, latest: MessagePort): Promise<Outcome<RollOutState | null>>;
  /** Nothing where none runs. */
  controlRollOut(control: RollOutControl): Promise<Outcome<null>>;
  /** Leaves everything as it is, also what is on trial. */
  leaveRollOut(): Promise<Outcome<null>>;
}
