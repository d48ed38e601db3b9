import { FAILED, IDLE } from '../ask-device.ts';
import type { UpdateSession } from '../session.ts';
import type { Abandoned } from './delivery.ts';

const never = (): AbortSignal => new AbortController().signal;

/** Questions until it has given up; one a second at most. */
const QUESTIONS = 5;

/**
 * A device that updates itself is told to end it: OTA.End before its last byte throws the update away where the core does
 * that (ota-service.md#end), and what it can no longer fetch it gives up. What became of it only its status tells. Never throws.
 */
export async function leaveAlone(
  session: UpdateSession,
  { isDeaf }: { readonly isDeaf: boolean },
): Promise<Abandoned> {
  const { clock, options } = session.deps;
  const { abort: timeoutMs, poll } = options.timeouts;
  try {
    // A request that waits for its reply keeps a link of one frame at a time to itself; a wire is no better when opened anew.
    const { service, oneFrameInFlight } = session.linkTraits;
    if (isDeaf && oneFrameInFlight) {
      if (service === 'uart' || service === 'gatt') return 'goes-on';
      await session.connect(never());
    }
    if (!session.isOpen) await session.connect(never());
    await session.call('OTA.End', null, { signal: never(), timeoutMs }).catch(() => undefined);
    for (let asked = 1; asked <= QUESTIONS; asked += 1) {
      const { state } = await session.call('OTA.Status', null, { signal: never(), timeoutMs });
      if (state === IDLE || state === FAILED) return await oldOrNew(session, timeoutMs);
      if (asked < QUESTIONS) await clock.sleep(poll, never());
    }
    return 'goes-on';
  } catch {
    return 'goes-on'; // nobody answers: whether it does is not known
  }
}

/** One that has restarted meanwhile may run what it fetched. */
async function oldOrNew(session: UpdateSession, timeoutMs: number): Promise<Abandoned> {
  const info = await session.call('Sys.GetInfo', null, { signal: never(), timeoutMs });
  return session.meet(info).restarted ? 'goes-on' : 'clean';
}
