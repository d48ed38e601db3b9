import { OtaError, hasCode } from '../contracts/failure.ts';
import { FAILED, INSTALLED, RECEIVING } from './device-states.ts';
import type { UpdateEvent } from './events.ts';
import type { UpdateSession } from './session.ts';

/** A restart is due: the device takes no more calls (rpc-frames.md#dispatch-order). */
const SHUTTING_DOWN = 418;
const TRIES = 3;

/**
 * OTA.End after the last byte: the device switches its boot state and restarts. Cannot be cancelled, only
 * bounded. A lost reply is no failure: whether it was heard shows after the restart. Throws
 * update/end-refused when the device says that it did not install.
 */
export async function* endUpdate(session: UpdateSession): AsyncGenerator<UpdateEvent, void, void> {
  const signal = new AbortController().signal;
  const { end, abort } = session.deps.options.timeouts;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    try {
      await session.call('OTA.End', null, { signal, timeoutMs: end });
      return;
    } catch (reason) {
      const error = OtaError.from(reason);
      const state = await stateAfter(session, error, abort);
      if (state !== RECEIVING || tries === TRIES) return;
      const offset = session.acknowledgedBytes;
      yield session.event({ type: 'retry', offset, attempt: tries + 1, why: error.code });
    }
  }
}

/** What OTA.Status says after a failed OTA.End; null = nobody answers, or nobody needs to. */
async function stateAfter(
  session: UpdateSession,
  error: OtaError,
  timeoutMs: number,
): Promise<number | null> {
  if (error.code === 'link/lost') return null;
  const remote = hasCode(error, 'rpc/remote') ? error.facts : null;
  if (remote?.remoteCode === SHUTTING_DOWN) return null;
  const status = await statusOrNull(session, timeoutMs);
  if (status?.state === INSTALLED) return INSTALLED;
  if (remote !== null)
    throw new OtaError(
      'update/end-refused',
      { remoteCode: remote.remoteCode, remoteMessage: remote.remoteMessage },
      { cause: error },
    );
  if (status?.state === FAILED)
    throw new OtaError('update/end-refused', { remoteCode: -1, remoteMessage: status.message });
  return status?.state ?? null;
}

async function statusOrNull(session: UpdateSession, timeoutMs: number) {
  try {
    return await session.call('OTA.Status', null, {
      signal: new AbortController().signal,
      timeoutMs,
    });
  } catch {
    return null; // the restart has begun, or the link is gone: the next phase finds out
  }
}
