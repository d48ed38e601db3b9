import type { Outcome } from '../../../contracts/failure.ts';
import type { DeviceReport } from '../../../workers/api.ts';
import type { SerialClient } from '../../../workers/client/serial-client.ts';
import type { UpdaterClient } from '../../../workers/client/worker-clients.ts';
import { RestartableUpdater } from '../../state/restartable-updater.ts';

export interface SlotUpdaterDeps {
  /** The batch slot's own: no other batch slot's port is ever taken for its. */
  readonly serial: Pick<SerialClient, 'use' | 'join' | 'close'>;
  /** A thread for this batch slot alone: if it dies, the others do not notice. */
  readonly openUpdater: () => Promise<Outcome<UpdaterClient>>;
}

/** An updater that knows no port but this one. */
export const updaterOn = ({ serial, openUpdater }: SlotUpdaterDeps): RestartableUpdater =>
  new RestartableUpdater(async () => {
    const opened = await openUpdater();
    if (!opened.ok) return opened;
    const joined = await serial.join(opened.value);
    return joined.ok ? opened : joined;
  });

/** A device that was just plugged in starts first, and its port may belong to the system for a moment. */
const ASKS = 4;
const ASK_AGAIN_MS = 1_000;
const NOT_THERE_YET: readonly string[] = ['link/held', 'link/no-answer', 'link/lost'];

interface Patience {
  readonly wait: (ms: number) => Promise<void>;
  /** Nobody wants to know any more. */
  readonly isVoid: () => boolean;
}

/** Who is there; asked again as long as it may still be starting, at most for some seconds. */
export async function askPatiently(
  updater: RestartableUpdater,
  { wait, isVoid }: Patience,
): Promise<Outcome<DeviceReport>> {
  for (let tries = 1; ; tries += 1) {
    const asked = await updater.call((worker) => worker.askDevice());
    if (asked.ok || tries === ASKS || !NOT_THERE_YET.includes(asked.failure.code)) return asked;
    await wait(ASK_AGAIN_MS);
    if (isVoid()) return asked;
  }
}
