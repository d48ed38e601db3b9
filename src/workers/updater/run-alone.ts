import { realClock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { JournaledUpdate } from '../../journal/journaled-update.ts';
import { isTakenOver } from '../../update/taken-over.ts';
import type { UpdateEvent, UpdateOrder, UpdateResult } from '../api.ts';
import { whileAlone } from '../comlink/calls.ts';
import type { DeviceAccess } from './device-access.ts';
import type { FollowedUpdate } from './history-keeper.ts';
import type { HistoryService } from './history-service.ts';
import type { JournalService } from './journal-service.ts';
import type { KnownDevices } from './known-devices.ts';
import { createEventCoalescer } from './event-coalescer.ts';
import { onTakeOver, sessionLock, whileOneUpdates } from './one-writer.ts';
import type { SignedFirmware, UpdateRun } from './update-run.ts';

export interface AloneDeps {
  readonly known: KnownDevices;
  readonly journals: JournalService;
  readonly history: HistoryService;
  readonly device: DeviceAccess;
}

export interface RunToNote {
  readonly order: UpdateOrder;
  readonly session: UpdateRun;
  readonly firmware: SignedFirmware;
  readonly tell: (latest: UpdateEvent) => void;
}

/**
 * Runs it as the one writer over all tabs: for the device that answered last, and for the session, which may be carried on in two
 * of them. Throws device/in-use. As long as the lock of the session is held, no new version of the app is taken
 * (service-worker.ts); a page without locks has no service worker either.
 */
export async function runAlone(run: RunToNote, deps: AloneDeps): Promise<UpdateResult> {
  const { asked, isPractice } = deps.device;
  const { sessionId } = run.order;
  const inSession = () => whileAlone(sessionLock(sessionId), () => runUntilAsked(run, deps));
  const result =
    asked === null || isPractice // each page has a chip of its own, or waits for the one
      ? await inSession()
      : await whileOneUpdates(asked, inSession);
  if (result === null) throw new OtaError('device/in-use', { device: asked?.id ?? '' });
  return result;
}

/** Until it is over, or another page asks for it: then it stops, and what it has written of itself is closed before that one begins. */
async function runUntilAsked(run: RunToNote, deps: AloneDeps): Promise<UpdateResult> {
  const stop = onTakeOver(run.order.sessionId, () => run.session.handOver());
  try {
    return await runNoted(run, deps);
  } finally {
    stop();
  }
}

/** What writes it down is fetched before it begins; no call of the update then waits for anything that is written. */
async function runNoted(
  { order, session, firmware, tell }: RunToNote,
  { known, journals, history, device }: AloneDeps,
): Promise<UpdateResult> {
  const { bundle } = firmware;
  const journal = await journals.carriedOn(order);
  const note = known.follow(bundle.sha256, bundle.manifest.version, journal);
  const [page, past] = await Promise.all([
    journals.follow(order, bundle),
    history.follow(followedOf(order, { journal, device }), firmware),
  ]);
  const events = createEventCoalescer(realClock, (latest) => {
    if (!device.isPractice) note.hear(latest);
    page?.hear(latest);
    past?.hear(latest);
    tell(latest);
  });
  const result = await session
    .run(order, journal, (event) => events.push(event))
    .finally(() => events.end());
  await Promise.all([note.end(result), past?.end(result)]);
  const closed = page?.end(result);
  if (isTakenOver(result)) await closed; // the next one writes the same file
  // Else its end is written at once; what is cleared away then holds up nobody.
  return result;
}

function followedOf(
  { sessionId, delivery, force, reach }: UpdateOrder,
  { journal, device }: { readonly journal: JournaledUpdate | null; readonly device: DeviceAccess },
): FollowedUpdate {
  return {
    ...{ sessionId, journal, allowed: force, delivery: delivery?.kind ?? 'write' },
    way: () => {
      const link = device.lastLink?.kind ?? null;
      if (device.isPractice) return { method: 'practice', link };
      return { method: reach?.method === 'command' ? 'cable' : (reach?.method ?? 'bench'), link };
    },
  };
}
