import type { ExpectedTime } from '../contracts/expected-time.ts';
import type { Failure, FailureCode, ReturnCause } from '../contracts/failure.ts';
import type { CheckReport } from '../contracts/product-check.ts';
import type { BootState, SysInfo } from '../rpc/methods.ts';

/** Check · Prepare (OTA.Begin) · Write · Finish (OTA.End) · Restart · Verify · Commit, as the screen names them. */
export type Phase =
  | 'connecting'
  | 'checking'
  | 'preparing'
  | 'writing'
  | 'finalizing'
  | 'rebooting'
  | 'verifying'
  | 'committing';

/** How a firmware on trial answered; `restarted`: it had started once more since it was asked last. */
export interface HealthCheck {
  readonly answeredInMs: number;
  readonly restarted: boolean;
}

/**
 * Whether the firmware on trial can be asked. `silent`: the link is there, no answer came. `lost`: the link is gone.
 * Either way it is looked for, until it answers or nothing can be decided any more.
 */
export type Contact = 'answers' | 'silent' | 'lost';

/**
 * What becomes of a firmware on trial if nobody does anything: kept when all its checks have passed, told to go back, or taken back by
 * the device when the trial is over.
 */
export type IfNobodyActs = 'kept' | 'told-back' | 'goes-back';

/** What runs, as the device said last. */
export interface Running {
  /** Of the application. */
  readonly name: string;
  readonly version: string;
  readonly buildId: string;
  /** null = not reported. */
  readonly slot: number | null;
  readonly committed: boolean;
}

/** Carried by every event: what a log, a journal or a receipt needs to tell sessions apart. */
export interface EventContext {
  readonly sessionId: string;
  /** null until the device said who it is. */
  readonly deviceId: string | null;
  /** SHA-256 of the bundle file, lower-case hex. */
  readonly bundleSha256: string;
  /** Bytes of the bundle the device has acknowledged. */
  readonly acknowledgedBytes: number;
  /** Id of the RPC this event belongs to. */
  readonly callId: number | null;
  /** Milliseconds of the session's clock. */
  readonly at: number;
}

/** A reason to refuse before the first byte; `force` names the override, null = cannot be overridden. */
export interface Finding {
  readonly failure: Failure;
  readonly force: ForceName | null;
}

export type ForceName =
  | 'same-version'
  | 'downgrade'
  | 'other-app'
  | 'boot-loader'
  | 'unsigned'
  | 'user-files'
  | 'merge-fails'
  | 'prefix-name'
  | 'upper-case-digest'
  | 'same-key'
  | 'unchecked-url';

/** Asked for through the pause switch, or the link was lost. */
export type PauseReason = 'asked' | 'link-lost';

/** The device had restarted, had given up when its time was over, or cannot say what it has. */
export type StartOverReason = 'restarted' | 'gave-up' | 'unclear';

export type UpdateEvent = EventContext & UpdateEventBody;

/** What an event tells, without where it belongs. */
export type UpdateEventBody =
  | { readonly type: 'phase'; readonly phase: Phase }
  /** Asked before the update and again after the restart. */
  | {
      readonly type: 'device';
      readonly when: 'before' | 'after';
      readonly info: SysInfo;
      readonly boot: BootState | null;
      /** Where that is a check of the trial. */
      readonly check?: HealthCheck;
    }
  /**
   * `replaces`: files of the device that the firmware brings too; left out where it does not tell its files.
   * `expected`: how long the update will take, by formulas; left out where no frame of the link carries a byte.
   */
  | {
      readonly type: 'findings';
      readonly findings: readonly Finding[];
      readonly replaces?: readonly string[];
      readonly expected?: ExpectedTime;
      /** It is signed, and the device does not look at that; left out where it does, or does not tell. */
      readonly ignoresSignatures?: boolean;
    }
  /** Settings and files of the device are read before the update, to be compared after it. */
  | { readonly type: 'reading'; readonly doneBytes: number; readonly totalBytes: number }
  /** `status`: as OTA.Status reports it, of a device that fetches the file itself; `message` in its own words. */
  | {
      readonly type: 'progress';
      readonly totalBytes: number;
      readonly part: string | null;
      readonly status?: {
        readonly state: number;
        readonly message: string;
        readonly percent: number;
      };
    }
  /** Sent again from `offset`, the `attempt`th time in all. Outside the phase `writing` it is a question, OTA.End or OTA.Commit that goes again. */
  | {
      readonly type: 'retry';
      readonly offset: number;
      readonly attempt: number;
      readonly why: FailureCode;
    }
  /**
   * Nothing is written for a while. `leftMs` until the device gives up the update, by the time it was given;
   * 0 = that is over. A lost link is looked for by itself; who asked for the pause ends it.
   */
  | {
      readonly type: 'paused';
      readonly why: PauseReason;
      /** Its kind. */
      readonly link: string;
      readonly leftMs: number;
      /** Of a link that stands, and on which nobody answers. */
      readonly failure?: Failure;
    }
  /** The `tries`th try to reach the device after a lost link. */
  /** `failure`: why it was not found so far. */
  | { readonly type: 'looking'; readonly tries: number; readonly failure: Failure }
  /** The device still receives: writing continues at `offset`. */
  | { readonly type: 'went-on'; readonly offset: number }
  /** The device has nothing any more: OTA.Begin was sent again, writing continues at 0. */
  | { readonly type: 'started-over'; readonly why: StartOverReason }
  /** After so many losses at `offset`: from here on a block has at most so many bytes. */
  | {
      readonly type: 'smaller-blocks';
      readonly offset: number;
      readonly bytes: number;
      readonly losses: number;
    }
  /** The link ended as a restart makes it end, or the uptime fell. */
  | { readonly type: 'rebooting'; readonly why: 'link-ended' | 'uptime-fell' }
  /** The device runs the new firmware on trial. `leftMs` until it goes back by itself; null = no limit known. */
  | { readonly type: 'trial'; readonly version: string; readonly leftMs: number | null }
  /** How the firmware on trial does; `leftMs` as in `trial`. Told again with each answer. */
  | {
      readonly type: 'checks';
      readonly checks: readonly CheckReport[];
      readonly ifNobodyActs: IfNobodyActs;
      readonly leftMs: number | null;
    }
  /** While it is on trial: `silentMs` since its last answer; `leftMs` as in `trial`, by that answer. */
  | {
      readonly type: 'contact';
      readonly contact: Contact;
      /** Its kind. */
      readonly link: string;
      readonly silentMs: number;
      readonly leftMs: number | null;
    }
  | { readonly type: 'committed'; readonly version: string }
  /** At the end: settings that were changed for the update are not as before. */
  | { readonly type: 'left-behind'; readonly failure: Failure };

export interface UpdateFigures {
  readonly bytes: number;
  readonly seconds: number;
  /** From the first OTA.Write to the last acknowledgement. */
  readonly writeSeconds: number;
}

export type UpdateResult = UpdateFigures & {
  readonly from: string | null;
  readonly to: string;
} & (
    | { readonly result: 'committed' }
    /** It runs the new firmware on trial. `failure`: it was told otherwise, in vain. */
    | { readonly result: 'uncommitted'; readonly failure?: Failure }
    /** Nothing was written. */
    | {
        readonly result: 'refused';
        readonly failure: Failure;
        readonly findings: readonly Finding[];
      }
    /** The device keeps its old firmware. `unanswered`: told to forget what it has, it did not answer. */
    | {
        readonly result: 'failed' | 'cancelled';
        readonly failure: Failure;
        readonly unanswered?: true;
      }
    | {
        readonly result: 'reverted';
        readonly failure: Failure;
        readonly cause: ReturnCause;
        readonly running: Running;
      }
    /** It runs neither what ran before nor what was sent. */
    | { readonly result: 'other'; readonly failure: Failure; readonly running: Running }
    /** Could not be reached again: it runs the old one, or the new one on trial and then the old one. */
    | { readonly result: 'unknown'; readonly failure: Failure }
  );
