/** Roll-outs in this thread. What leads one is fetched with the first question. */
import { outcomeOf } from '../comlink/calls.ts';
import type { RollOutApi, RollOutEnd, RollOutNews } from '../roll-out-api.ts';
import type { RollOutDeps, RollOutLead } from './roll-out.ts';

export function createRollOutService(deps: RollOutDeps): RollOutApi {
  let loading: Promise<RollOutLead> | null = null;
  const lead = (): Promise<RollOutLead> =>
    (loading ??= import('./roll-out.ts').then(({ RollOutLead: Lead }) => new Lead(deps)));
  const done = (work: (lead: RollOutLead) => void | Promise<void>) =>
    outcomeOf(async () => {
      await work(await lead());
      return null;
    });
  /** After the last news `null` comes to the port. */
  const told = (
    latest: MessagePort,
    work: (lead: RollOutLead, tell: (news: RollOutNews) => void) => Promise<RollOutEnd>,
  ) =>
    outcomeOf(async () => work(await lead(), (news) => latest.postMessage(news))).finally(() =>
      latest.postMessage(null),
    );
  return {
    addRollOutFile: (file, fileName) =>
      outcomeOf(async () => (await lead()).addFile(file, fileName)),
    dropRollOutFile: (id) => done((own) => own.dropFile(id)),
    summarizeRollOut: (order, known) =>
      outcomeOf(async () => (await lead()).summarize(order, known)),
    checkRollOutAccess: ({ devices }) =>
      outcomeOf(async () => (await lead()).access.check(devices)),
    signInRollOut: (given) => done((own) => own.access.give(given)),
    startRollOut: (order, latest) => told(latest, (own, tell) => own.run(order, tell)),
    watchRollOut: (place, latest) => told(latest, (own, tell) => own.watch(place, tell)),
    joinRollOut: (role) => outcomeOf(async () => (await lead()).join(role)),
    controlRollOut: (wishes) => done((own) => own.control(wishes)),
    leaveRollOut: () => done((own) => own.leave()),
  };
}
