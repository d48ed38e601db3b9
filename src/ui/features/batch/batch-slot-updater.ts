import type { Outcome } from '../../../contracts/failure.ts';
import type { SerialClient } from '../../../workers/client/serial-client.ts';
import type { UpdaterClient } from '../../../workers/client/updater-client.ts';
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
