/** What is the same of every update that a device does at its own pace. */
import { OtaError } from '../../contracts/failure.ts';
import type { UpdateEvent } from '../events.ts';
import type { UpdateSession } from '../session.ts';

/** The stock watchdog of an update (pull-and-post.md#pull). */
const WATCHDOG_SECONDS = 600;

/** How long the device may be without progress, in seconds. */
export const ownWatchdogSeconds = ({ deps: { options } }: UpdateSession): number =>
  options.updateTimeoutMs === null ? WATCHDOG_SECONDS : Math.ceil(options.updateTimeoutMs / 1000);

/** A radio that is far away, and a server that is busy. */
const SLOWEST_BYTES_PER_SECOND = 5_000;

/** What it may take at most: its own patience, the bytes at the slowest, and its flash. */
export function longestDeliveryMs(session: UpdateSession): number {
  const { bundle, options } = session.deps;
  const networkMs = (bundle.sizeBytes * 1000) / SLOWEST_BYTES_PER_SECOND;
  return ownWatchdogSeconds(session) * 1000 + networkMs + options.timeouts.firstWrite;
}

/** Moves the stage of the session along: the device has begun, has installed it, or has said itself that it is over. */
export async function* stageWhile(
  session: UpdateSession,
  watch: () => AsyncGenerator<UpdateEvent, void, void>,
): AsyncGenerator<UpdateEvent, void, void> {
  session.stage = 'begun';
  session.beginWriting();
  try {
    yield* watch();
    session.stage = 'ended';
  } catch (reason) {
    const error = OtaError.from(reason);
    const isOver = error.code === 'update/pull-refused' || error.code === 'update/post-refused';
    if (isOver) session.stage = 'untouched';
    throw error;
  }
}
