import { OtaError, fromFailure } from '../contracts/failure.ts';
import { IDLE, RECEIVING, FAILED } from './ask-device.ts';
import type { DeviceView } from './ask-device.ts';
import type { StartOverReason } from './events.ts';
import { isSameDevice } from './judge-return.ts';
import { preflight, standing } from './preflight.ts';
import type { UpdateSession } from './session.ts';
import { abortUpdate, beginUpdate } from './update-calls.ts';

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

export interface StartOverOptions {
  /** What it said before the update. */
  readonly before: DeviceView;
  /** What the device said just now; it is the one of this update. */
  readonly now: DeviceView;
  readonly why: StartOverReason;
  readonly signal: AbortSignal;
}

/**
 * OTA.Begin once more, if the device is still as it was before the update; what it has of it is forgotten.
 * Throws the finding that speaks against it, update/begin-refused, and what calls throw: then it is not
 * known whether the device has begun.
 */
export async function startOver(
  session: UpdateSession,
  { before, now, why, signal }: StartOverOptions,
): Promise<void> {
  await requireAsBefore(session, { before, now });
  if (why === 'unclear' && session.stage === 'complete' && now.status?.state !== FAILED) {
    // It may have every byte, and OTA.End would install: it is restarted instead, and met again after that.
    await abortUpdate(session, { lastByteSent: true });
    throw new OtaError('link/lost', { kind: session.linkKind, detail: 'restarted to start over' });
  }
  // What is begun is ended first; a device that has restarted or given up has nothing to end.
  session.stage = why === 'unclear' ? 'begun' : 'untouched';
  const refusal = await beginUpdate(session, signal);
  if (refusal !== null) {
    await session.close(); // what it is in is somebody else's, and not ended
    throw refusal;
  }
  session.forgetBytes();
}

/** Somebody may have updated it meanwhile. */
async function requireAsBefore(
  session: UpdateSession,
  { before, now }: Pick<StartOverOptions, 'before' | 'now'>,
): Promise<void> {
  const { bundle, options } = session.deps;
  const told = now.status ?? before.status;
  const status = told === null ? null : { ...told, state: IDLE };
  const findings = preflight({
    bundle,
    device: { ...now, status },
    methods: null,
    files: null,
    foreseen: [], // judged before the first byte
    isPractice: session.linkTraits.isEmulated,
  });
  const [first] = standing(findings, options.force);
  if (first === undefined) return;
  await session.close();
  throw fromFailure(first.failure);
}
