import type { Clock } from '../../../src/contracts/clock.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import { SettingsSnapshots } from '../../../src/workers/updater/settings-snapshots.ts';

/** In a browser that keeps nothing. */
export const snapshotsInMemory = (clock: Clock): SettingsSnapshots =>
  new SettingsSnapshots({
    known: {
      inStore: () =>
        Promise.resolve({
          ok: false,
          failure: toFailure(new OtaError('storage/failed', { detail: 'none' })),
        }),
    },
    clock,
    wall: () => 1,
  });
