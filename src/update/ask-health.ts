/** How the firmware on trial is: one question, and what its answer means for the trial. */
import type { SysInfo } from '../rpc/methods.ts';
import { throwIfAborted } from '../rpc/deadline.ts';
import type { DeviceView } from './ask-device.ts';
import type { HealthCheck } from './events.ts';
import { isSameDevice } from './judge-return.ts';
import type { UpdateSession } from './session.ts';

/** A firmware that runs as it should answers long before. */
const ANSWER_MS = 3_000;

export interface Health {
  /** As it was said last: this time, or before when no answer came. */
  readonly info: SysInfo;
  /** The whole time waited, also where no answer came. */
  readonly check: HealthCheck;
  readonly answered: boolean;
  /** Another firmware answers, as after the way back, or another device. */
  readonly isOther: boolean;
  /** It says that it was kept: somebody else did. */
  readonly isKept: boolean;
}

/**
 * One question to a firmware on trial; it changes nothing on the device. null: the link is over, which its
 * end tells. Throws only cancelled.
 */
export async function askHealth(
  session: UpdateSession,
  { info: last, status }: Pick<DeviceView, 'info' | 'status'>,
  signal: AbortSignal,
): Promise<Health | null> {
  if (!session.isOpen) return null;
  const { clock, bundle } = session.deps;
  const askedAt = clock.now();
  let info = last;
  try {
    info = await session.call('Sys.GetInfo', null, { signal, timeoutMs: ANSWER_MS });
  } catch {
    throwIfAborted(signal);
    if (hasEnded(session)) return null;
  }
  const { version, buildId } = bundle.manifest;
  const answeredInMs = clock.now() - askedAt;
  const isSame = isSameDevice(last, info);
  const { restarted } = info === last || !isSame ? { restarted: false } : session.meet(info);
  const answered = info !== last;
  const isOther = !isSame || info.fw_version !== version || info.fw_id !== buildId;
  const wasOnTrial = status?.is_committed === false;
  const isKept = answered && !isOther && wasOnTrial && (await saysKept(session, signal));
  return { info, answered, check: { answeredInMs, restarted }, isOther, isKept };
}

/** Another tool may keep it meanwhile. No answer is no yes. */
async function saysKept(session: UpdateSession, signal: AbortSignal): Promise<boolean> {
  try {
    const status = await session.call('OTA.Status', null, { signal, timeoutMs: ANSWER_MS });
    return status.is_committed;
  } catch {
    throwIfAborted(signal);
    return false;
  }
}

/** Asked anew: the link may end while an answer is waited for. */
const hasEnded = (session: UpdateSession): boolean => !session.isOpen;
