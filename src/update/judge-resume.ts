import { IDLE, RECEIVING } from './device-states.ts';
import type { DeviceView } from './ask-device.ts';
import type { StartOverReason } from './events.ts';
import { isSameDevice } from './judge-return.ts';

export interface ResumeInput {
  /** Before the update. */
  readonly before: DeviceView;
  /** What answers after the pause. */
  readonly now: DeviceView;
  /** Its uptime is less than it would be without a restart. */
  readonly restarted: boolean;
  /** The time it was given to wait is over. */
  readonly timeIsOver: boolean;
  readonly acknowledgedBytes: number;
  /** What has left, acknowledged or not. */
  readonly sentBytes: number;
  readonly totalBytes: number;
}

/**
 * What to do after a pause. `go-on`: the device has what it acknowledged, and perhaps the writes whose reply
 * was lost. `somebody-else`: it receives an update that is not ours. Otherwise it has nothing to go on from.
 */
export type ResumeVerdict = 'go-on' | 'other-device' | 'somebody-else' | StartOverReason;

/** Pure. An update is known as ours by the device's uptime, its time-out and its percentage. */
export function judgeResume(input: ResumeInput): ResumeVerdict {
  const { before, now, restarted, timeIsOver } = input;
  if (!isSameDevice(before.info, now.info)) return 'other-device';
  const state = now.status?.state ?? null;
  if (state === RECEIVING) {
    if (restarted || timeIsOver) return 'somebody-else';
    return judgePercent(input, now.status?.progress_percent ?? 0);
  }
  if (restarted) return 'restarted';
  return state === IDLE ? 'gave-up' : 'unclear';
}

/** Devices tell whole percents, rounded one way or the other; 0 is also said by those that do not know. */
function judgePercent(input: ResumeInput, percent: number): ResumeVerdict {
  const { acknowledgedBytes, sentBytes, totalBytes } = input;
  const least = Math.floor((acknowledgedBytes * 100) / totalBytes) - 1;
  const most = Math.ceil((sentBytes * 100) / totalBytes) + 1;
  if (percent >= least && percent <= most) return 'go-on';
  return percent === 0 ? 'unclear' : 'somebody-else';
}
