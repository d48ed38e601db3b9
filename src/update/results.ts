import { OtaError, toFailure } from '../contracts/failure.ts';
import type { Failure } from '../contracts/failure.ts';
import type { DeviceView } from './ask-device.ts';
import { isCommitted } from './commit.ts';
import type { Delivery } from './delivery/delivery.ts';
import type { Finding, Running, UpdateResult } from './events.ts';
import { causeOfReturn } from './judge-return.ts';
import type { SeenOfReturn } from './judge-return.ts';
import type { TrialEnd } from './run-trial.ts';
import type { UpdateSession } from './session.ts';

/** Nothing was written. */
export function refused(
  session: UpdateSession,
  failure: Failure,
  findings: readonly Finding[],
): UpdateResult {
  return { ...head(session), result: 'refused', failure, findings };
}

/** The device is back, on its old firmware. */
export function reverted(
  session: UpdateSession,
  now: DeviceView,
  evidence: SeenOfReturn,
): UpdateResult {
  const { version: to } = session.deps.bundle.manifest;
  const startedAt = session.deviceNow() - now.info.uptime * 1000;
  const factor = session.deps.deviceTime?.factor ?? 1;
  const cause = causeOfReturn({ ...evidence, startedAt, factor });
  const facts = { from: now.info.fw_version, to, why: cause };
  const failure = toFailure(new OtaError('update/rolled-back', facts));
  return { ...head(session), result: 'reverted', failure, cause, running: runningOf(now) };
}

/** The device is back, on a firmware that neither ran before nor was sent. */
export function other(session: UpdateSession, now: DeviceView): UpdateResult {
  const { fw_version: running, fw_id: build } = now.info;
  const { version: to } = session.deps.bundle.manifest;
  const facts = { running, build, from: session.from ?? '', to };
  const failure = toFailure(new OtaError('update/other-firmware', facts));
  return { ...head(session), result: 'other', failure, running: runningOf(now) };
}

const runningOf = (view: DeviceView): Running => ({
  name: view.info.app,
  version: view.info.fw_version,
  buildId: view.info.fw_id,
  slot: view.boot?.active_slot ?? null,
  committed: isCommitted(view),
});

export function unknown(session: UpdateSession, error: OtaError): UpdateResult {
  return { ...head(session), result: 'unknown', failure: toFailure(error) };
}

export function resultOfTrial(session: UpdateSession, end: TrialEnd): UpdateResult {
  switch (end.kind) {
    case 'committed':
      return { ...head(session), result: 'committed' };
    case 'uncommitted':
      return {
        ...head(session),
        result: 'uncommitted',
        ...(end.failure !== null && { failure: toFailure(end.failure) }),
      };
    case 'reverted':
      return reverted(session, end.now, end.evidence);
    case 'other':
      return other(session, end.now);
    case 'unknown':
      return unknown(session, end.failure);
  }
}

/** What an error means where it happened; what it left on the device is cleaned up first. */
export async function resultOfError(
  session: UpdateSession,
  delivery: Delivery,
  error: OtaError,
): Promise<UpdateResult> {
  const { stage } = session;
  switch (stage) {
    case 'untouched':
      return failed(session, error);
    case 'begun':
    case 'complete': {
      const left = await delivery.abandon(session);
      if (left === 'goes-on') return unknown(session, goesOn(session, error));
      return { ...failed(session, error), ...(left === 'unanswered' && { unanswered: true }) };
    }
    case 'ended':
      if (error.code !== 'update/end-refused') return unknown(session, error);
      await delivery.abandon(session);
      return failed(session, error);
    case 'trial':
      if (error.code !== 'cancelled' || !session.inContact) return unknown(session, error);
      return { ...head(session), result: 'uncommitted' };
    case 'committing':
      return unknown(session, error);
  }
}

/** Whoever cancels is told what the device does now; another reason says more than that. */
function goesOn(session: UpdateSession, error: OtaError): OtaError {
  if (error.code !== 'cancelled') return error;
  const { bytes } = session.figures();
  const percent = Math.round((bytes * 100) / session.deps.bundle.sizeBytes);
  return new OtaError('update/goes-on', { percent }, { cause: error });
}

/** The device keeps its old firmware. */
function failed(session: UpdateSession, error: OtaError): UpdateResult {
  const result = error.code === 'cancelled' ? 'cancelled' : 'failed';
  return { ...head(session), result, failure: toFailure(error) };
}

const head = (session: UpdateSession) => ({
  ...session.figures(),
  from: session.from,
  to: session.deps.bundle.manifest.version,
});
