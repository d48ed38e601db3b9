/** Settings and files before an update, without a thread and without a database: the product's own, which keep them in memory then. */
import { realClock } from '../../../src/contracts/clock.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { Outcome } from '../../../src/contracts/failure.ts';
import { outcomeOf } from '../../../src/workers/comlink/calls.ts';
import type { UpdaterClient } from '../../../src/workers/client/updater-client.ts';
import type { SnapshotApi } from '../../../src/workers/device-api.ts';
import type { ManageOptions } from '../../../src/workers/updater/manage-device.ts';
import { SettingsSnapshots } from '../../../src/workers/updater/settings-snapshots.ts';
import type { SnapshotService } from '../../../src/workers/updater/snapshot-service.ts';

export function createSnapshotsDouble(
  manage: <T>(work: (options: ManageOptions) => Promise<T>) => Promise<Outcome<T>>,
): Pick<SnapshotService, 'reader'> & { readonly api: Pick<UpdaterClient, keyof SnapshotApi> } {
  const failure = toFailure(new OtaError('storage/failed', { detail: 'none' }));
  const snapshots = new SettingsSnapshots({
    known: { inStore: () => Promise.resolve({ ok: false, failure }) },
    clock: realClock,
    wall: () => Date.now(),
  });
  return {
    api: {
      settingsAfter: (tell) => manage((options) => snapshots.compare({ ...options, tell })),
      revealSetting: (file, path) => manage((options) => snapshots.reveal(file, path, options)),
      putBack: (names, tell) => manage((options) => snapshots.putBack(names, { ...options, tell })),
      forgetSettings: () => outcomeOf(() => snapshots.forget()),
      stopSettings: () => outcomeOf(() => null),
    },
    reader: ({ readsSettings, sessionId }) =>
      Promise.resolve(readsSettings === true ? snapshots.reader(sessionId) : undefined),
  };
}
