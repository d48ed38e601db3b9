/** Records of updates that are over. What writes and answers is fetched with the first update, or with the first question. */
import type { SignedFirmware } from './update-run.ts';
import type { HistoryApi } from '../api.ts';
import { outcomeOf } from '../comlink/calls.ts';
import type {
  FollowedUpdate,
  HistoryDeps,
  HistoryNote,
  UpdateHistoryKeeper,
} from './history-keeper.ts';

export interface HistoryService {
  readonly api: HistoryApi;
  /** Never rejects. null: what writes it did not load, and the update leaves no record. */
  follow(followed: FollowedUpdate, firmware: SignedFirmware): Promise<HistoryNote | null>;
}

export function createHistoryService(deps: HistoryDeps): HistoryService {
  let loading: Promise<UpdateHistoryKeeper> | null = null;
  const load = (): Promise<UpdateHistoryKeeper> =>
    (loading ??= import('./history-keeper.ts').then(
      ({ UpdateHistoryKeeper: Keeper }) => new Keeper(deps),
    ));
  const ask = <T>(question: (history: UpdateHistoryKeeper) => Promise<T>) =>
    outcomeOf(async () => question(await load()));
  return {
    api: {
      updateHistory: () => ask((history) => history.all()),
      removeFromHistory: (ids) => ask((history) => history.remove(ids)),
      putBackInHistory: (updates) => ask((history) => history.putBack(updates)),
      setWho: (name) => ask((history) => history.setWho(name)),
      sealReceipt: (id) => ask((history) => history.seal(id)),
      checkReceipt: (text) => ask((history) => history.check(text)),
    },
    follow: (followed, firmware) =>
      load().then(
        (history) => history.follow(followed, firmware),
        () => null,
      ),
  };
}
