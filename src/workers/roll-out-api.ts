/** What the window may ask of the updater worker about a roll-out: many devices, one after the other wave. */
import type { BundleReport } from '../contracts/bundle-report.ts';
import type { Failure, Outcome } from '../contracts/failure.ts';
import type { ProductCheck } from '../contracts/product-check.ts';
import type { Credentials } from '../contracts/sign-in.ts';
import type { DeviceRecord } from '../fleet/device-record.ts';
import type { RollOutPlan } from '../fleet/plan.ts';
import type { KnownFirmware, PlanSummary } from '../fleet/plan-summary.ts';
import type { HaltReason, RollOutControl, RollOutState } from '../fleet/roll-out.ts';
import type { ClaimStanding } from '../fleet/shared/claim.ts';
import type { SharedFirmware } from '../fleet/shared/documents.ts';
import type { Phase } from '../update/events.ts';

/** Where a broker keeps a roll-out. */
export interface KeptPlace {
  /** `/` at its end (contracts/network-place.ts). */
  readonly broker: string;
  /** In topics: as the id of a device (contracts/broker-devices.ts). */
  readonly name: string;
}

/** A firmware of a roll-out. */
export interface RollOutFile extends BundleReport {
  /** Checks that it brings along; left out or null: none that can be used. */
  readonly brings?: readonly ProductCheck[] | null | undefined;
}

export interface RollOutOrder {
  readonly plan: RollOutPlan;
  readonly commitTimeoutMs: number;
  /** Devices that went back from one of the firmwares before, by the records of this browser, are left alone. */
  readonly skipsWentBack: boolean;
  /** null = this page leads it alone, and nobody else sees it. */
  readonly keptAt: KeptPlace | null;
}

/** Of a roll-out that a broker keeps: what anybody needs who coordinates it. */
export interface KeptPlan {
  readonly plan: RollOutPlan;
  readonly commitTimeoutMs: number;
  readonly firmware: readonly SharedFirmware[];
  /** Names of their files. */
  readonly bundles: readonly string[];
  /** Its devices are written to, which a page can do too. */
  readonly isWritten: boolean;
}

/** `stand-by`: it takes over when whoever coordinates is gone; `take-over`: at once. */
export type KeptRole = 'watch' | 'stand-by' | 'take-over';

/** Of a roll-out that a broker keeps: who coordinates it, as far as this page knows. */
export interface KeptStanding {
  readonly standing: ClaimStanding;
  /** By its own name; null = nobody does, or nobody is known yet. */
  readonly coordinator: string | null;
  readonly role: KeptRole;
  /** Why the broker cannot be reached; null = it can. */
  readonly lost: Failure | null;
  /** In the first news after the broker has told it. */
  readonly plan: KeptPlan | null;
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
  /** null = no broker keeps it. */
  readonly kept: KeptStanding | null;
  /** Those that have changed since the news before. */
  readonly rows: readonly RollOutRow[];
}

export const ROLL_OUT_NEWS_MS = 200;

export interface RollOutSummary extends PlanSummary {
  /** How long it takes where nothing goes wrong, in milliseconds; null = there is no hour that is not quiet. */
  readonly durationMs: number | null;
  /** One update. `isMeasured`: those that this browser saw took so long; else it is assumed. */
  readonly update: { readonly ms: number; readonly isMeasured: boolean };
}

/** Who asks for a user and a password, and is not content with what is known. */
export interface DeniedPlaces {
  /** Their addresses (contracts/network-place.ts). */
  readonly brokers: readonly string[];
  /** Ids, of the devices that were asked: the first ones. */
  readonly devices: readonly string[];
}

/** For this roll-out; of a device: for all for which none is kept in this browser. */
export type RollOutSignIn = Credentials &
  (
    | { readonly at: 'broker'; readonly place: string; readonly keep: boolean }
    | { readonly at: 'device'; readonly place: null; readonly keep: false }
  );

/** How a roll-out ended here. `name-taken`: the broker keeps another one by that name; null: another page of this browser leads one. */
export type RollOutEnd = RollOutState | 'name-taken' | null;

/** `other-files`: this page has not the files of the plan; `led-elsewhere`: another page of this browser leads one. */
export type JoinAnswer = 'joined' | 'other-files' | 'led-elsewhere';

/** One roll-out at a time is led, in all pages of this browser. */
export interface RollOutApi {
  /** Reads and checks a file, and keeps it beside others; in the place of one for the same chip and application. Failure: as of openBundle. */
  addRollOutFile(file: Blob, fileName: string): Promise<Outcome<RollOutFile>>;
  dropRollOutFile(id: string): Promise<Outcome<null>>;
  /** What it is going to do, of devices that were seen before. `known`: by id. Sends nothing. */
  summarizeRollOut(
    order: RollOutOrder,
    known: Readonly<Record<string, KnownFirmware>>,
  ): Promise<Outcome<RollOutSummary>>;
  /** Asks some of the devices who they are, before one is begun. */
  checkRollOutAccess(plan: RollOutPlan): Promise<Outcome<DeniedPlaces>>;
  signInRollOut(given: RollOutSignIn): Promise<Outcome<null>>;
  /**
   * Settles when no device is under way and none will be. RollOutNews comes to the port, which is moved; after the last one `null`.
   */
  startRollOut(order: RollOutOrder, latest: MessagePort): Promise<Outcome<RollOutEnd>>;
  /** One that a broker keeps, whoever coordinates it; settles as `startRollOut`. */
  watchRollOut(place: KeptPlace, latest: MessagePort): Promise<Outcome<RollOutEnd>>;
  /** The one that is watched. Anything but `watch` needs its files (`addRollOutFile`). */
  joinRollOut(role: KeptRole): Promise<Outcome<JoinAnswer>>;
  /** Nothing where none runs. Of one that a broker keeps it settles when the broker has it. */
  controlRollOut(wishes: Partial<RollOutControl>): Promise<Outcome<null>>;
  /** Leaves everything as it is, also what is on trial. */
  leaveRollOut(): Promise<Outcome<null>>;
}
