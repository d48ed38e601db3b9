import type { Bundle } from '../bundle/bundle.ts';
import { OtaError } from '../contracts/failure.ts';
import type { ReturnCause } from '../contracts/failure.ts';
import type { SysInfo } from '../rpc/methods.ts';
import { FAILED, IDLE, RECEIVING } from './ask-device.ts';
import type { DeviceView } from './ask-device.ts';

export interface JudgeInput {
  /** Before the update. */
  readonly before: DeviceView;
  readonly target: Pick<Bundle['manifest'], 'version' | 'buildId'>;
  /** What answers now. */
  readonly now: DeviceView;
  /** The link ended or the uptime fell since then. */
  readonly restartSeen: boolean;
  /** The new firmware was seen running: any other one is what came after it, whatever its updater does. */
  readonly newSeen: boolean;
}

/**
 * What the device that answers now tells about the update.
 * `new`: it runs the new firmware. `old`: it restarted and runs what it ran before. `other`: it restarted and runs
 * neither. `waits-for-end`: it has all bytes and never heard OTA.End. `not-installed`: its updater failed.
 * `not-yet`: ask again.
 */
export type ReturnVerdict =
  'new' | 'old' | 'other' | 'other-device' | 'waits-for-end' | 'not-installed' | 'not-yet';

/** Pure. Version and build id are those the device itself reports. */
export function judgeReturn(input: JudgeInput): ReturnVerdict {
  const { before, now, restartSeen, newSeen } = input;
  if (!isSameDevice(before.info, now.info)) return 'other-device';
  if (runsTarget(input)) return 'new';
  const back = isSameFirmware(before.info, now.info) ? 'old' : 'other';
  if (newSeen) return back;
  const state = now.status?.state ?? IDLE;
  if (state === RECEIVING) return 'waits-for-end';
  if (state === FAILED) return 'not-installed';
  return state === IDLE && restartSeen ? back : 'not-yet';
}

/** By version and build id, as the device itself reports them. */
export const isSameFirmware = (a: SysInfo, b: SysInfo): boolean =>
  a.fw_version === b.fw_version && a.fw_id === b.fw_id;

/** By the MAC, which no update changes; by the id where a firmware tells no MAC. */
export function isSameDevice(
  a: Pick<SysInfo, 'mac' | 'id'>,
  b: Pick<SysInfo, 'mac' | 'id'>,
): boolean {
  const [left, right] = [a.mac, b.mac].map((mac) =>
    mac.replaceAll(/[^0-9a-f]/gi, '').toLowerCase(),
  );
  return left !== '' && right !== '' ? left === right : a.id === b.id;
}

export const otherDevice = (
  expected: Pick<SysInfo, 'id'>,
  found: Pick<SysInfo, 'id'>,
  kind?: string,
): OtaError<'device/other-device'> =>
  new OtaError('device/other-device', {
    expected: expected.id,
    found: found.id,
    ...(kind !== undefined && { kind }),
  });

/** The same version installed once more shows only in the slot, or, without boot state, in the trial. */
function runsTarget({ before, target, now, restartSeen }: JudgeInput): boolean {
  const { fw_version: version, fw_id: buildId } = now.info;
  if (version !== target.version || buildId !== target.buildId) return false;
  if (!isSameFirmware(before.info, now.info)) return true;
  if (before.boot !== null && now.boot !== null)
    return before.boot.active_slot !== now.boot.active_slot;
  return restartSeen && now.status?.is_committed === false;
}

export interface ReturnEvidence {
  /** Why it was told to go back; null = it was not. */
  readonly told: 'asked' | 'checks' | null;
  /** null: the new firmware was never seen. */
  readonly trial: TrialTime | null;
  /** When the device that answers now was started, by its uptime, in the same milliseconds as `trial`. */
  readonly startedAt: number;
  /** How many milliseconds of the device's time pass in one of ours. */
  readonly factor: number;
}

/** What an update saw of it. */
export type SeenOfReturn = Pick<ReturnEvidence, 'told' | 'trial'>;

/** When the device takes the way back by itself: in milliseconds of its own time as the client counts it. */
export interface TrialTime {
  /** null = it tells no limit. */
  readonly dueAt: number | null;
  readonly limitMs: number;
}

/** Uptimes are whole seconds, and an answer takes its time … */
const SLACK_MS = 3_000;
/** … clocks differ … */
const SLACK_SHARE = 0.01;
/** … and where the device's time is hurried, so much of ours is added, in which the news of that arrives. */
const HURRIED_SLACK_MS = 300;

/** Pure. */
export function causeOfReturn({ told, trial, startedAt, factor }: ReturnEvidence): ReturnCause {
  if (told !== null) return told;
  if (trial === null) return 'not-seen';
  if (trial.dueAt === null) return 'restarted';
  const hurriedMs = factor > 1 ? HURRIED_SLACK_MS * factor : 0;
  const slackMs = SLACK_MS + SLACK_SHARE * trial.limitMs + hurriedMs;
  return Math.abs(startedAt - trial.dueAt) <= slackMs ? 'time-over' : 'restarted';
}
