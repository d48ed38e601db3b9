import { OtaError, toFailure } from '../contracts/failure.ts';
import type { Failure } from '../contracts/failure.ts';
import { abortUpdate } from './abort-update.ts';
import type { Finding, UpdateResult } from './events.ts';
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
export function reverted(session: UpdateSession, running: string): UpdateResult {
  const to = session.deps.bundle.manifest.version;
  const failure = toFailure(new OtaError('update/rolled-back', { from: running, to }));
  return { ...head(session), result: 'reverted', failure };
}

export function unknown(session: UpdateSession, error: OtaError): UpdateResult {
  return { ...head(session), result: 'unknown', failure: toFailure(error) };
}

export function resultOfTrial(session: UpdateSession, end: TrialEnd): UpdateResult {
  switch (end.kind) {
    case 'committed':
    case 'uncommitted':
      return { ...head(session), result: end.kind };
    case 'reverted':
      return reverted(session, end.now.info.fw_version);
    case 'unknown':
      return unknown(session, end.failure);
  }
}

/** What an error means where it happened; what it left on the device is cleaned up first. */
export async function resultOfError(
  session: UpdateSession,
  error: OtaError,
): Promise<UpdateResult> {
  const { stage } = session;
  switch (stage) {
    case 'untouched':
      return failed(session, error);
    case 'begun':
    case 'complete':
      await abortUpdate(session, { lastByteSent: stage === 'complete' });
      return failed(session, error);
    case 'ended':
      if (error.code !== 'update/end-refused') return unknown(session, error);
      await abortUpdate(session, { lastByteSent: true });
      return failed(session, error);
    case 'trial':
      if (error.code !== 'cancelled') return unknown(session, error);
      return { ...head(session), result: 'uncommitted' };
    case 'committing':
      return unknown(session, error);
  }
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
