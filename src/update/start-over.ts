import { OtaError, fromFailure } from '../contracts/failure.ts';
import { abortUpdate } from './abort-update.ts';
import type { DeviceView } from './ask-device.ts';
import { beginUpdate } from './begin-update.ts';
import { FAILED, IDLE } from './device-states.ts';
import type { StartOverReason } from './events.ts';
import { preflight, standing } from './preflight.ts';
import type { UpdateSession } from './session.ts';

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
