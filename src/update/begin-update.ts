import { OtaError, hasCode } from '../contracts/failure.ts';
import { abortUpdate } from './abort-update.ts';
import { watchdogSeconds } from './chunk-size.ts';
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
      ? watchdogSeconds(session.link.traits, bundle.sizeBytes)
      : Math.ceil(options.updateTimeoutMs / 1000);
  const commit_timeout = Math.ceil(options.commitTimeoutMs / 1000);
  if (session.stage === 'begun') await abortUpdate(session, { lastByteSent: false });
  session.stage = 'begun';
  session.patience.begin(timeout * 1000, clock.now());
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
