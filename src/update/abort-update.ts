import { OtaError, hasCode } from '../contracts/failure.ts';
import { RECEIVING } from './device-states.ts';
import type { UpdateSession } from './session.ts';

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
