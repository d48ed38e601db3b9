/**
 * What to do about an update whose page, thread or process is gone: its journal held against what the device says now. Pure.
 *
 * 1. Whatever the device says of itself counts more than the journal, which lags behind it.
 * 2. A stock device cannot say how far it has come (ota-service.md#status tells a state and whole percents): one that is half
 *    written starts over, rather than get a byte twice.
 * 3. Nothing is kept that was not seen running, with the version and the build id that were sent.
 * 4. What is not ours is left alone: another device, another firmware, an update that somebody else began.
 */
import { FAILED, INSTALLED, RECEIVING } from '../update/ask-device.ts';
import type { DeviceView } from '../update/ask-device.ts';
import { isCommitted } from '../update/commit.ts';
import { isSameDevice } from '../update/judge-return.ts';
import { JOURNAL_STAGES } from './entries.ts';
import type { JournalStage } from './entries.ts';
import type { JournaledUpdate } from './journaled-update.ts';

/** What a device says now; `null` = it cannot be reached. */
export type DeviceNow = Pick<DeviceView, 'info' | 'status' | 'boot'> | null;

export type Reconciliation =
  /**
   * The whole firmware is sent anew. `nothing-sent`: it was not begun. `half-written`: it still receives, and cannot say what it
   * has. `forgotten`: it has nothing of it any more. `not-installed`: it had all of it, or nearly, and did not switch to it.
   */
  | {
      readonly decision: 'start-over';
      readonly reason: 'nothing-sent' | 'half-written' | 'forgotten' | 'not-installed';
    }
  /** It is asked again. `goes-on`: it does the rest by itself. */
  | { readonly decision: 'wait'; readonly reason: 'unreachable' | 'goes-on' | 'restarting' }
  /** The new firmware runs on trial, and nobody has looked at it yet. */
  | { readonly decision: 'verify'; readonly reason: 'on-trial' }
  /** It runs on trial, was looked at before, and is to be kept or not. */
  | { readonly decision: 'keep'; readonly reason: 'on-trial' }
  | {
      readonly decision: 'nothing';
      readonly reason:
        'ended' | 'kept' | 'went-back' | 'other-device' | 'other-firmware' | 'somebody-else';
    };

export interface ReconcileInput {
  readonly journal: JournaledUpdate;
  readonly answer: DeviceNow;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

const nothing = (
  reason: Extract<Reconciliation, { decision: 'nothing' }>['reason'],
): Reconciliation => ({ decision: 'nothing', reason });

const startOver = (
  reason: Extract<Reconciliation, { decision: 'start-over' }>['reason'],
): Reconciliation => ({ decision: 'start-over', reason });

export function reconcile({ journal, answer, nowMs }: ReconcileInput): Reconciliation {
  if (journal.end !== null) return nothing('ended');
  if (answer === null) return { decision: 'wait', reason: 'unreachable' };
  if (!isSameDevice(journal.device, answer.info)) return nothing('other-device');
  if (runsTarget(journal, answer)) return ofTheNew(journal, answer);
  if (answer.status?.state === INSTALLED) return { decision: 'wait', reason: 'restarting' };
  if (!runsOld(journal, answer)) return nothing('other-firmware');
  return ofTheOld(journal, answer, nowMs);
}

function ofTheNew(journal: JournaledUpdate, answer: NonNullable<DeviceNow>): Reconciliation {
  if (isCommitted(answer)) return nothing('kept');
  return { decision: journal.trial === null ? 'verify' : 'keep', reason: 'on-trial' };
}

/** It runs what ran before. */
function ofTheOld(
  journal: JournaledUpdate,
  answer: NonNullable<DeviceNow>,
  nowMs: number,
): Reconciliation {
  const state = answer.status?.state ?? null;
  const restarted = hasRestarted(journal, answer, nowMs);
  if (state === RECEIVING) {
    if (!isOurs(journal, answer, restarted)) return nothing('somebody-else');
    return journal.delivery === 'write'
      ? startOver('half-written')
      : { decision: 'wait', reason: 'goes-on' };
  }
  if (journal.trial !== null || isAfter(journal.stage, 'rebooting')) return nothing('went-back');
  if (state === FAILED) return startOver('not-installed');
  if (journal.stage === 'rebooting')
    return restarted ? nothing('went-back') : startOver('not-installed');
  if (journal.stage === 'finalizing') return startOver('not-installed');
  return startOver(journal.stage === 'writing' ? 'forgotten' : 'nothing-sent');
}

const ORDER: readonly (JournalStage | null)[] = [null, ...JOURNAL_STAGES];

const isAfter = (stage: JournalStage | null, other: JournalStage): boolean =>
  ORDER.indexOf(stage) > ORDER.indexOf(other);

/** Devices tell whole percents, rounded one way or the other; the journal has one entry for each. */
const PERCENT_SLACK = 3;

/** The update that it receives is the one of the journal. 0 is also said by those that do not know. */
function isOurs(
  { stage, delivery, acknowledgedBytes, firmware }: JournaledUpdate,
  { status }: NonNullable<DeviceNow>,
  restarted: boolean,
): boolean {
  if (stage === null || restarted) return false;
  const percent = status?.progress_percent ?? 0;
  if (delivery !== 'write' || percent === 0) return true;
  const least = (acknowledgedBytes * 100) / firmware.sizeBytes;
  const most = ((acknowledgedBytes + LARGEST_SEND_BYTES) * 100) / firmware.sizeBytes;
  return percent >= least - PERCENT_SLACK && percent <= most + PERCENT_SLACK;
}

/** What may have been on its way when the journal stopped: blocks over a network are the largest. */
export const LARGEST_SEND_BYTES = 64 * 1024;

/** Its uptime is less than the time since the last entry: a tenth and some seconds are allowed for clocks that differ. */
function hasRestarted(
  { lastAtMs }: JournaledUpdate,
  { info }: NonNullable<DeviceNow>,
  nowMs: number,
): boolean {
  const elapsedMs = nowMs - lastAtMs;
  return info.uptime * 1000 < 0.9 * elapsedMs - 2_000;
}

type Answered = NonNullable<DeviceNow>;

const runsOld = ({ from }: JournaledUpdate, { info }: Answered): boolean =>
  info.fw_version === from.version && info.fw_id === from.buildId;

/** By version and build id. The same build installed once more shows only in the slot, or, without one, in the trial. */
function runsTarget(journal: JournaledUpdate, answer: Answered): boolean {
  const { firmware, from } = journal;
  const { info, status, boot } = answer;
  if (info.fw_version !== firmware.version || info.fw_id !== firmware.buildId) return false;
  if (!runsOld(journal, answer)) return true;
  if (from.slot !== null && boot !== null) return boot.active_slot !== from.slot;
  return isAfter(journal.stage, 'finalizing') && status?.is_committed === false;
}
