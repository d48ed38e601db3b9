import { firmwareNames } from '../../messages/firmware-names.ts';
import { outside } from '../../messages/outside-text.ts';
import type { FirmwareNames } from '../../messages/firmware-names.ts';
import type { BootSafety } from '../../contracts/flash-picture.ts';
import type { DeliveryKind } from '../../contracts/delivery-order.ts';
import type { ExpectedTime } from '../../contracts/expected-time.ts';
import type { Failure } from '../../contracts/failure.ts';
import type { TransferProgress } from '../../contracts/managed-device.ts';
import type { CheckReport } from '../../contracts/product-check.ts';
import type {
  DeviceReport,
  FileEntry,
  MergePrediction,
  PartReport,
  PauseReason,
  Phase,
  StartOverReason,
  TrialDecision,
  UpdateEvent,
  UpdateResult,
} from '../../workers/api.ts';
import { NO_NOTES, noteEvent } from '../../report/run-notes.ts';
import type { RunNotes } from '../../report/run-notes.ts';
import { erasingSince, addSample } from './writing.ts';
import type { Sample } from './writing.ts';

/** What the person asked for, as known before the first event. */
export interface RunOrder {
  /** As in DeviceReport. */
  readonly device?: string | undefined;
  readonly safety: BootSafety;
  readonly from: string;
  readonly to: string;
  /** As the device and the manifest name them; without them versions alone name the two. */
  readonly builds?: { readonly from: string; readonly to: string };
  readonly bundleBytes: number;
  readonly parts: readonly PartReport[];
  readonly commitTimeoutMs: number;
  /** The slot that runs; null = not reported. */
  readonly fromSlot: number | null;
  /** null where the firmware brings none, or the device does not tell. */
  readonly files?: FilesBefore | null;
  /** As told before it began; null where nothing is known of the link. */
  readonly expected?: ExpectedTime | null;
  /** How it gets there; left out: Slipway writes it. */
  readonly delivery?: DeliveryKind;
  /** It is kept by itself once all checks have passed. */
  readonly isGuarded?: boolean;
}

/** What the two are called in words: where the versions are equal, by their builds. */
export const firmwareNamesOf = ({ from, to, builds }: RunOrder): FirmwareNames =>
  builds === undefined
    ? { from: outside(from), to: outside(to) }
    : firmwareNames({ version: from, buildId: builds.from }, { version: to, buildId: builds.to });

/** The files of the device, and what the update was foretold to make of them. */
export interface FilesBefore {
  readonly listed: readonly FileEntry[];
  readonly merge: MergePrediction;
}

export interface StageTime {
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** When the device goes back by itself, as told at `at`; its time runs `factor` times as fast as ours. */
export interface TrialClock {
  readonly leftMs: number | null;
  readonly at: number;
  readonly factor: number;
}

/** Nothing is written for a while. The device's time runs `factor` times as fast as ours. */
export interface Pause {
  readonly why: PauseReason;
  /** Its kind. */
  readonly link: string;
  /** Of the device's time, until it gives the update up, as of `at`. */
  readonly leftMs: number;
  readonly at: number;
  /** To reach the device. */
  readonly tries: number;
  /** Why the last one failed; null = none has yet. */
  readonly failure: Failure | null;
}

/** The firmware on trial does not answer: over a link that stands, or because that is gone. */
export interface Silence {
  readonly kind: 'silent' | 'lost';
  /** Its kind. */
  readonly link: string;
  /** Of its last answer, in milliseconds of the window's clock. */
  readonly since: number;
}

/** How the writing went on after the last pause. */
export type Resumed =
  | { readonly how: 'went-on'; readonly offset: number }
  | {
      readonly how: 'smaller-blocks';
      readonly offset: number;
      readonly bytes: number;
      readonly losses: number;
    }
  | { readonly how: 'started-over'; readonly why: StartOverReason };

/** A running update as one immutable picture. Times are milliseconds of the window's clock. */
export interface RunView {
  readonly order: RunOrder;
  readonly startedAt: number;
  readonly phase: Phase;
  readonly stages: readonly (StageTime | null)[];
  readonly acknowledgedBytes: number;
  readonly part: string | null;
  readonly samples: readonly Sample[];
  readonly retries: number;
  /** As the device reported after the restart. */
  readonly after: Pick<DeviceReport, 'info' | 'boot'> | null;
  /** How the firmware on trial does; empty before it is. */
  readonly checks: readonly CheckReport[];
  readonly trial: TrialClock | null;
  /** null = it answered when it was asked last. */
  readonly silence: Silence | null;
  readonly decision: TrialDecision | null;
  readonly committed: boolean;
  readonly pause: Pause | null;
  readonly resumed: Resumed | null;
  /** Pauses so far. */
  readonly pauses: number;
  /** A pause was asked for; the block under way is still waited for. */
  readonly pausing: boolean;
  /** How many times as fast as ours the device's time runs. */
  readonly timeFactor: number;
  readonly cancelling: boolean;
  /** For its report. */
  readonly notes: RunNotes;
  /** Of its settings and files, before the update; left out: none are read. */
  readonly reading?: TransferProgress;
  /** What the device still has of the delivery; left out: nothing. */
  readonly left?: Failure;
}

export interface FinishedRun {
  readonly run: RunView;
  readonly result: UpdateResult;
  readonly endedAt: number;
  /** Wall clock, ms since 1970. */
  readonly endedWallMs: number;
}

export const STAGES = 7;
/** After this stage the device may start the new firmware. */
export const STAGE_OF_WRITE = 2;

const STAGE_OF: Readonly<Record<Phase, number>> = {
  connecting: 0,
  checking: 0,
  preparing: 1,
  writing: 2,
  finalizing: 3,
  rebooting: 4,
  verifying: 5,
  committing: 6,
};

export const STAGE_OF_RESTART = 4;

/** The stage that runs, as the row of stages counts: 0 is Check. */
export const stageOf = (run: RunView): number =>
  run.trial === null ? STAGE_OF[run.phase] : STAGES - 1;

export function beginRun(order: RunOrder, at: number): RunView {
  return {
    order,
    startedAt: at,
    phase: 'connecting',
    stages: [{ startedAt: at, endedAt: null }, ...Array<null>(STAGES - 1).fill(null)],
    acknowledgedBytes: 0,
    part: null,
    samples: [],
    retries: 0,
    after: null,
    checks: [],
    trial: null,
    silence: null,
    decision: null,
    committed: false,
    pause: null,
    resumed: null,
    pauses: 0,
    pausing: false,
    timeFactor: 1,
    cancelling: false,
    notes: NO_NOTES,
  };
}

/** The picture after one event that arrived at `at`. */
export function withEvent(run: RunView, event: UpdateEvent, at: number): RunView {
  const { acknowledgedBytes } = event;
  const next = { ...run, acknowledgedBytes, notes: noteEvent(run.notes, event) };
  switch (event.type) {
    case 'phase': {
      const samples = event.phase === 'writing' ? [{ at, bytes: 0 }] : run.samples;
      const entered = { ...next, phase: event.phase, samples };
      return { ...entered, stages: enterStage(run.stages, stageOf(entered), at) };
    }
    case 'device':
      return event.when === 'after'
        ? { ...next, after: { info: event.info, boot: event.boot } }
        : next;
    case 'progress': {
      const sample = { at, bytes: event.acknowledgedBytes };
      // The time of an erase says nothing about the blocks that follow.
      const before = erasingSince(run, at) === null ? run.samples : [];
      return { ...next, part: event.part, samples: addSample(before, sample) };
    }
    case 'paused': {
      const { why, link, leftMs, failure = null } = event;
      const pause = { why, link, leftMs, at, tries: 0, failure };
      return { ...next, pause, pauses: run.pauses + 1, pausing: false };
    }
    case 'looking':
      return run.pause === null
        ? next
        : { ...next, pause: { ...run.pause, tries: event.tries, failure: event.failure } };
    case 'went-on':
      return withResume(next, { how: 'went-on', offset: event.offset }, at);
    case 'smaller-blocks': {
      const { offset, bytes, losses } = event;
      return withResume(next, { how: 'smaller-blocks', offset, bytes, losses }, at);
    }
    case 'started-over':
      return withResume(next, { how: 'started-over', why: event.why }, at);
    case 'retry':
      return { ...next, retries: run.retries + 1 };
    case 'trial':
      return {
        ...next,
        trial: { leftMs: event.leftMs, at, factor: run.trial?.factor ?? 1 },
        stages: enterStage(run.stages, STAGES - 1, at),
      };
    case 'checks':
      return { ...next, checks: event.checks };
    case 'contact':
      return withContact(next, event, at);
    case 'committed':
      return { ...next, committed: true };
    case 'left-behind':
      return { ...next, left: event.failure };
    case 'reading':
      return { ...next, reading: event };
    case 'findings':
    case 'rebooting':
      return next;
  }
}

/** Its clock goes on by its last answer as long as it says nothing. */
function withContact(
  run: RunView,
  { contact: kind, link, silentMs, leftMs }: Extract<UpdateEvent, { type: 'contact' }>,
  at: number,
): RunView {
  if (kind !== 'answers') return { ...run, silence: { kind, link, since: at - silentMs } };
  const trial = { leftMs, at, factor: run.trial?.factor ?? 1 };
  return { ...run, silence: null, trial };
}

/** Speed and time left begin anew: the pause says nothing about them. */
function withResume(run: RunView, resumed: Resumed, at: number): RunView {
  const samples = [{ at, bytes: run.acknowledgedBytes }];
  return { ...run, pause: null, resumed, samples, part: null };
}

/** Milliseconds of the device's time until it gives the paused update up; null = no pause. */
export function pauseLeftMs({ pause, timeFactor }: RunView, now: number): number | null {
  return pause === null ? null : Math.max(0, pause.leftMs - (now - pause.at) * timeFactor);
}

/** From now on the device's time runs so fast. */
export function withTimeFactor(run: RunView, timeFactor: number, now: number): RunView {
  const leftMs = pauseLeftMs(run, now);
  const pause = run.pause === null || leftMs === null ? null : { ...run.pause, leftMs, at: now };
  return { ...run, pause, timeFactor };
}

/** Closes the stages before `stage` and opens it, unless it is open. */
function enterStage(
  stages: readonly (StageTime | null)[],
  stage: number,
  at: number,
): readonly (StageTime | null)[] {
  return stages.map((time, index) => {
    if (index === stage) return time ?? { startedAt: at, endedAt: null };
    return time?.endedAt === null ? { ...time, endedAt: at } : time;
  });
}

/** The practice device tells its own clock all the time: the ring follows it. */
export const withTrialClock = (run: RunView, trial: TrialClock): RunView =>
  run.trial === null ? run : { ...run, trial };

/** Milliseconds of our clock until the device goes back by itself; null = not known. */
export function trialLeftMs(run: RunView, now: number): number | null {
  if (run.trial === null || run.trial.leftMs === null) return null;
  return Math.max(0, run.trial.leftMs / run.trial.factor - (now - run.trial.at));
}

/** The same in the device's own time, which the ring shows. */
export function trialLeftDeviceMs(run: RunView, now: number): number | null {
  const left = trialLeftMs(run, now);
  return left === null || run.trial === null ? null : left * run.trial.factor;
}

/** How long the restart of a finished update took, as far as the device was seen after it. */
export function restartMsOf({ stages, after }: RunView): number | null {
  const time = stages[STAGE_OF_RESTART];
  if (after === null || time === null || time === undefined || time.endedAt === null) return null;
  return time.endedAt - time.startedAt;
}

/** The worker itself failed. Before OTA.End the device cannot have changed; after it, only the device knows. */
export function broken(run: RunView, now: number, failure: Failure): UpdateResult {
  const { order, startedAt, acknowledgedBytes } = run;
  return {
    result: stageOf(run) <= STAGE_OF_WRITE ? 'failed' : 'unknown',
    failure,
    from: order.from,
    to: order.to,
    bytes: acknowledgedBytes,
    seconds: (now - startedAt) / 1_000,
    writeSeconds: 0,
  };
}
