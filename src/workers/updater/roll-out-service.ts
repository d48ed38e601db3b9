/** Roll-outs in this thread. What leads one is fetched with the first question. */
import { outcomeOf } from '../comlink/calls.ts';
import type { RollOutApi } from '../roll-out-api.ts';
import type { RollOutDeps, RollOutLead } from './roll-out.ts';

export function createRollOutService(deps: RollOutDeps): RollOutApi {
  let loading: Promise<RollOutLead> | null = null;
  const lead = (): Promise<RollOutLead> =>
    (loading ??= import('./roll-out.ts').then(({ RollOutLead: Lead }) => new Lead(deps)));
  const done = (work: (lead: RollOutLead) => void) =>
    outcomeOf(async () => {
      work(await lead());
      return null;
    });
  return {
    addRollOutFile: (file, fileName) =>
      outcomeOf(async () => (await lead()).addFile(file, fileName)),
    dropRollOutFile: (id) => done((own) => own.dropFile(id)),
    summarizeRollOut: (order, known) =>
      outcomeOf(async () => (await lead()).summarize(order, known)),
    startRollOut: (order, latest) =>
      outcomeOf(async () =>
        (await lead()).run(order, (news) => {
          latest.postMessage(news);
        }),
      ).finally(() => latest.postMessage(null)),
    controlRollOut: (control) => done((own) => own.control(control)),
    leaveRollOut: () => done((own) => own.leave()),
  };
}
