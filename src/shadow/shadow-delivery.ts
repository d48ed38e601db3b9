/** By way of its shadow the device is told what to fetch; what comes of it is seen over RPC, and what it reports of its failure in the shadow. */
import type { Clock } from '../contracts/clock.ts';
import { hasCode, OtaError } from '../contracts/failure.ts';
import { linkAbort } from '../rpc/deadline.ts';
import type { Delivery } from '../update/delivery/delivery.ts';
import { leaveAlone } from '../update/delivery/leave-alone.ts';
import { examineSource, watchFetch } from '../update/delivery/pull.ts';
import type { PullSource } from '../update/delivery/pull-source.ts';
import type { UpdateSession } from '../update/session.ts';
import { followUpdate, forgetUpdate } from './follow-update.ts';
import type { ShadowEvent } from './follow-update.ts';
import type { Shadow } from './shadow.ts';

/** From one report to the next: the watchdog of an update, and a restart (pull-and-post.md#pull). */
export const REPORTS_MS = 660_000;
/** Taking the wish out again, in milliseconds. */
const FORGET_MS = 15_000;

export interface ShadowDeliveryOptions {
  readonly shadow: Shadow;
  readonly source: PullSource;
  /** For a device that is offline, in milliseconds. */
  readonly waitMs: number;
  readonly onShadow: (event: ShadowEvent) => void;
}

/** Of one update. The shadow is closed at its end. */
export function shadowDelivery(options: ShadowDeliveryOptions): Delivery {
  const { shadow, source, onShadow } = options;
  let wanted: string | null = null;
  return {
    name: 'shadow',
    examine: (session, asked) => examineSource(session, source, asked),
    expected: () => null,
    begin: () => Promise.resolve(null), // what the shadow says no to ends the delivery
    async *deliver(session, { before, signal }) {
      // What the device reports of its failure ends the watch; its success is seen in what it runs.
      const watch = linkAbort(signal);
      const follow = linkAbort(signal);
      const onEvent = (event: ShadowEvent): void => {
        if (event.step === 'wanted') wanted = event.url;
        onShadow(event);
      };
      const asked = { ...options, onShadow: onEvent };
      const followed = followToEnd(session, asked, follow.signal).then((failure) => {
        if (failure !== null) watch.abort(failure);
      });
      try {
        yield* watchFetch(session, source, { before, signal: watch.signal, request: null });
      } finally {
        follow.abort(new OtaError('cancelled', { by: 'user' }));
        await followed;
        follow.release();
        watch.release();
        shadow.close();
      }
    },
    finish: null,
    async abandon(session) {
      if (wanted !== null) await forget(shadow, wanted, session.deps.clock);
      shadow.close();
      await source.stop();
      return leaveAlone(session, { isDeaf: false });
    },
  };
}

/** null: it ended well, or nobody wants to know any more. */
async function followToEnd(
  { deps: { bundle, clock } }: UpdateSession,
  { shadow, source, waitMs, onShadow }: ShadowDeliveryOptions,
  signal: AbortSignal,
): Promise<OtaError | null> {
  const steps = followUpdate(shadow, {
    ...{ url: source.url, firmware: bundle.manifest, clock, signal },
    ...{ takesMs: waitMs, reportsMs: REPORTS_MS },
  });
  try {
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return null;
      onShadow(step.value);
    }
  } catch (reason) {
    const error = OtaError.from(reason);
    // The way back is seen by whoever watches the device itself.
    return signal.aborted || hasCode(error, 'update/rolled-back') ? null : error;
  }
}

/** Within a time of its own. The failure of it is returned, not thrown: there is nothing else to do. */
export async function forget(shadow: Shadow, url: string, clock: Clock): Promise<OtaError | null> {
  const over = new AbortController();
  const late = new AbortController();
  clock.sleep(FORGET_MS, late.signal).then(
    () => over.abort(new OtaError('cancelled', { by: 'user' })),
    () => undefined, // in time
  );
  try {
    await forgetUpdate(shadow, url, { signal: over.signal });
    return null;
  } catch (reason) {
    return OtaError.from(reason);
  } finally {
    late.abort(new OtaError('cancelled', { by: 'user' }));
  }
}
