/** What is asked of journals. What answers it is fetched with the first question, or with the first update. */
import type { Bundle } from '../../bundle/bundle.ts';
import type { JournaledUpdate } from '../../journal/journaled-update.ts';
import type { JournalApi, UpdateOrder } from '../api.ts';
import { outcomeOf } from '../comlink/calls.ts';
import type { JournalAnswers, JournalDeps } from './journal-answers.ts';
import type { JournalNote } from './update-journals.ts';

export interface JournalService {
  readonly api: JournalApi;
  /** Firmware, by its SHA-256. */
  readonly files: () => Promise<JournalAnswers['files']>;
  /** null: nobody asked for one, or what writes it did not load: the update goes on without. */
  follow(order: UpdateOrder, bundle: Bundle): Promise<JournalNote | null>;
  /** Of the update that the order carries on; null = it is a new one, or nothing is left of the old one. Throws file/replaced. */
  carriedOn(order: UpdateOrder): Promise<JournaledUpdate | null>;
}

export function createJournalService(deps: JournalDeps): JournalService {
  let loading: Promise<JournalAnswers> | null = null;
  const load = (): Promise<JournalAnswers> =>
    (loading ??= import('./journal-answers.ts').then(
      ({ JournalAnswers: Answers }) => new Answers(deps),
    ));
  const ask = <T>(question: (journals: JournalAnswers) => Promise<T> | T) =>
    outcomeOf(async () => question(await load()));
  return {
    api: {
      interruptedUpdates: () => ask((journals) => journals.interrupted()),
      updatesElsewhere: () => ask((journals) => journals.running()),
      takeOverUpdate: (sessionId) => ask((journals) => journals.takeOver(sessionId)),
      judgeInterrupted: (sessionId, device) => ask((journals) => journals.judge(sessionId, device)),
      interruptedFirmware: (sessionId) => ask((journals) => journals.firmware(sessionId)),
      forgetInterrupted: (sessionId) => ask((journals) => journals.forget(sessionId)),
      keepingOfUpdate: () => ask((journals) => journals.keeping),
    },
    files: async () => (await load()).files,
    follow: async (order, bundle) => {
      const { reach } = order;
      if (reach === undefined) return null;
      return load().then(
        (journals) => journals.follow(order, reach, bundle),
        () => null,
      );
    },
    carriedOn: async (order) => (order.carriesOn === true ? (await load()).carriedOn(order) : null),
  };
}
