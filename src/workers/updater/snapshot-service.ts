/** What is asked of the settings and files as they were before an update. What answers it is fetched with the first update that reads them. */
import { realClock } from '../../contracts/clock.ts';
import type { TransferProgress } from '../../contracts/managed-device.ts';
import type { Outcome } from '../../contracts/failure.ts';
import type { ReadBefore } from '../../update/deps.ts';
import type { UpdateOrder } from '../api.ts';
import { outcomeOf } from '../comlink/calls.ts';
import type { SnapshotApi } from '../device-api.ts';
import type { ManageOptions } from './manage-device.ts';
import { newestOnly } from './newest-only.ts';
import type { Newest } from './newest-only.ts';
import type { SettingsSnapshots, SnapshotDeps } from './settings-snapshots.ts';

export interface SnapshotService {
  readonly api: SnapshotApi;
  /** Ends what is asked of the device for it. */
  stop(): void;
  /** undefined: nobody wants it, or what reads them did not load: the update goes on without. */
  readonly reader: (order: UpdateOrder) => Promise<ReadBefore | undefined>;
}

/** `beside`: the watch of the device, never an update. */
export function createSnapshotService(
  deps: Omit<SnapshotDeps, 'clock'>,
  beside: <T>(
    question: Newest,
    work: (options: ManageOptions) => Promise<T>,
  ) => Promise<Outcome<T>>,
): SnapshotService {
  const question = newestOnly();
  const manage = <T>(work: (options: ManageOptions) => Promise<T>): Promise<Outcome<T>> =>
    beside(question, work);
  let loading: Promise<SettingsSnapshots> | null = null;
  const load = (): Promise<SettingsSnapshots> =>
    (loading ??= import('./settings-snapshots.ts').then(
      ({ SettingsSnapshots: Snapshots }) => new Snapshots({ ...deps, clock: realClock }),
    ));
  const telling =
    (port: MessagePort) =>
    (progress: TransferProgress): void =>
      port.postMessage(progress);
  return {
    stop: () => question.stop(),
    api: {
      settingsAfter: (port) =>
        manage(async (options) => (await load()).compare({ ...options, tell: telling(port) })),
      revealSetting: (file, path) =>
        manage(async (options) => (await load()).reveal(file, path, options)),
      putBack: (names, port) =>
        manage(async (options) =>
          (await load()).putBack(names, { ...options, tell: telling(port) }),
        ),
      forgetSettings: () => outcomeOf(async () => (await load()).forget()),
      stopSettings: () =>
        outcomeOf(() => {
          question.stop();
          return null;
        }),
    },
    reader: async ({ readsSettings, sessionId }) =>
      readsSettings === true
        ? load().then(
            (snapshots) => snapshots.reader(sessionId),
            () => undefined,
          )
        : undefined,
  };
}
