import type { Bundle } from '../../bundle/bundle.ts';
import { OtaError } from '../../contracts/failure.ts';
import { SESSION_LOCK } from '../api.ts';
import type { UpdateEvent, UpdateOrder, UpdateResult } from '../api.ts';
import { whileAlone } from '../comlink/calls.ts';
import type { DeviceAccess } from './device-access.ts';
import type { JournalService } from './journal-service.ts';
import { deviceKeyOf } from './known-devices.ts';
import type { KnownDevices } from './known-devices.ts';
import type { UpdateRun } from './update-run.ts';

export interface AloneDeps {
  readonly known: KnownDevices;
  readonly journals: JournalService;
  readonly device: DeviceAccess;
}

export interface RunToNote {
  readonly order: UpdateOrder;
  readonly session: UpdateRun;
  readonly bundle: Bundle;
  readonly tell: (latest: UpdateEvent) => void;
}

/**
 * Runs it as the one writer over all tabs: for the device that answered last, and for the session, which may be carried on in two
 * of them. Throws device/in-use. As long as the lock of the session is held, no new version of the app is taken
 * (service-worker.ts); a page without locks has no service worker either.
 */
export async function runAlone(run: RunToNote, deps: AloneDeps): Promise<UpdateResult> {
  const { asked, isPractice } = deps.device;
  const inSession = () =>
    whileAlone(`${SESSION_LOCK}:${run.order.sessionId}`, () => runNoted(run, deps));
  const result =
    asked === null || isPractice // each page has a chip of its own, or waits for the one
      ? await inSession()
      : await whileAlone(`slipway-device:${deviceKeyOf(asked)}`, inSession);
  if (result === null) throw new OtaError('device/in-use', { device: asked?.id ?? '' });
  return result;
}

/** What is written down of it follows its events: nothing of that is waited for before a call is sent. */
async function runNoted(
  { order, session, bundle, tell }: RunToNote,
  { known, journals, device }: AloneDeps,
): Promise<UpdateResult> {
  const journal = await journals.carriedOn(order);
  const note = known.follow(bundle.sha256, bundle.manifest.version, journal);
  const page = await journals.follow(order, bundle);
  const result = await session.run(order, journal, (latest) => {
    if (!device.isPractice) note.hear(latest);
    page?.hear(latest);
    tell(latest);
  });
  await note.end(result);
  void page?.end(result); // its end is written at once; what is cleared away then holds up nobody
  return result;
}
