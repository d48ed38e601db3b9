import { OtaError, hasCode } from '../contracts/failure.ts';
import { FAILED, INSTALLED, RECEIVING } from './ask-device.ts';
import { watchdogSeconds } from './chunk-sizes.ts';
import { measuredWatchdogSeconds } from './link-pace.ts';
import type { UpdateEvent } from './events.ts';
import type { UpdateSession } from './session.ts';

/**
 * OTA.Begin; the device's no, or null. A device that says no has not changed, and the update it may be in
 * is somebody else's: it is not ended. A request that may have arrived counts as begun, and before it is
 * sent once more what it may have begun is ended.
 */
export async function beginUpdate(
  session: UpdateSession,
  signal: AbortSignal,
): Promise<OtaError | null> {
  const { bundle, options, clock } = session.deps;
  const timeout =
    options.updateTimeoutMs === null
      ? (measuredWatchdogSeconds(session.pace, bundle.sizeBytes) ??
        watchdogSeconds(session.link.traits, bundle.sizeBytes))
      : Math.ceil(options.updateTimeoutMs / 1000);
  const commit_timeout = Math.ceil(session.commitTimeoutMs / 1000);
  if (session.stage === 'begun') await abortUpdate(session, { lastByteSent: false });
  session.stage = 'begun';
  session.watchdog.begin(timeout * 1000, clock.now());
  try {
    const params = { size: bundle.sizeBytes, timeout, commit_timeout };
    await session.call('OTA.Begin', params, { signal });
    return null;
  } catch (reason) {
    const error = OtaError.from(reason);
    if (!hasCode(error, 'rpc/remote')) throw error;
    const { remoteCode, remoteMessage } = error.facts;
    return new OtaError('update/begin-refused', { remoteCode, remoteMessage }, { cause: error });
  }
}

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

/**
 * Leaves the device clean after a cancel or a failure, within a time of its own. Before the last byte
 * OTA.End throws the update away. After it OTA.End would install, so a device that has everything is
 * restarted instead: its boot state was not switched, the old firmware starts as if nothing had been.
 * false: the device did not answer; it gives up by its own watchdog. Never throws.
 */
export async function abortUpdate(
  session: UpdateSession,
  { lastByteSent }: { readonly lastByteSent: boolean },
): Promise<boolean> {
  const { abort: timeoutMs } = session.deps.options.timeouts;
  const options = { signal: new AbortController().signal, timeoutMs };
  try {
    const installs =
      lastByteSent && (await session.call('OTA.Status', null, options)).state === RECEIVING;
    await session.call(installs ? 'Sys.Reboot' : 'OTA.End', null, options);
    return true;
  } catch (reason) {
    return hasCode(OtaError.from(reason), 'rpc/remote'); // `Update aborted` is how devices confirm it
  }
}
