import type { Outcome } from '../../../src/contracts/failure.ts';
import { openOrRepair } from '../../../src/bundle/repair/open-or-repair.ts';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import type { ProductCheck } from '../../../src/contracts/product-check.ts';
import { expectedDuration } from '../../../src/fleet/expected-duration.ts';
import { summaryOf } from '../../../src/fleet/plan-summary.ts';
import { createRollOut } from '../../../src/ui/features/roll-out/create-roll-out.ts';
import type { UpdateState } from '../../../src/ui/state/update-state.svelte.ts';
import type { DeniedPlaces, RollOutEnd, RollOutNews } from '../../../src/workers/api.ts';
import type { UpdaterClient } from '../../../src/workers/client/updater-client.ts';
import { outcomeOf } from '../../../src/workers/comlink/calls.ts';
import { bundleReportOf } from '../../../src/workers/updater/bundle-report.ts';
import { unmanaged } from '../../support/ui/unmanaged.ts';

type RollOutCalls = Pick<
  UpdaterClient,
  | 'addRollOutFile'
  | 'dropRollOutFile'
  | 'summarizeRollOut'
  | 'startRollOut'
  | 'checkRollOutAccess'
  | 'signInRollOut'
  | 'watchRollOut'
  | 'joinRollOut'
  | 'controlRollOut'
  | 'leaveRollOut'
>;

const never = (): Promise<never> => new Promise(() => undefined);
const { signal } = new AbortController();

/** Of a thread that leads none. */
export const noRollOut: RollOutCalls = {
  addRollOutFile: never,
  dropRollOutFile: never,
  summarizeRollOut: never,
  startRollOut: never,
  checkRollOutAccess: never,
  signInRollOut: never,
  watchRollOut: never,
  joinRollOut: never,
  controlRollOut: never,
  leaveRollOut: never,
};

/** A thread that leads a roll-out as a script says: it checks files and sums plans up as the product does, and updates nobody. */
export class RollOutDouble {
  readonly #bundles: Bundle[] = [];
  #module: ReturnType<typeof createRollOut> | null = null;
  /** What is heard of the roll-out when it starts. */
  news: RollOutNews | null = null;
  /** What it ends as; null = it goes on. */
  end: RollOutEnd = null;
  /** Who asks for a password. */
  denied: DeniedPlaces = { brokers: [], devices: [] };
  /** Checks that its files bring along. */
  brings: readonly ProductCheck[] | null = null;
  /** Another page leads one. */
  isLedElsewhere = false;

  module(update: UpdateState): ReturnType<typeof createRollOut> {
    const nothing = (): Promise<{ ok: true; value: null }> =>
      Promise.resolve({ ok: true, value: null });
    const thread = { ...this.#api, trust: nothing, died: never() };
    this.#module ??= createRollOut(update, {
      // Whoever leads a roll-out asks nothing else of its thread.
      openUpdater: () => ({ ...unmanaged, ...thread }) as unknown as UpdaterClient,
      timeZone: () => 'Europe/Berlin',
    });
    return this.#module;
  }

  #follow(tell: (news: RollOutNews) => void): Promise<Outcome<RollOutEnd>> {
    if (this.news !== null) tell(this.news);
    return this.end === null ? never() : Promise.resolve({ ok: true, value: this.end });
  }

  readonly #api: RollOutCalls = {
    ...noRollOut,
    addRollOutFile: (file, fileName) =>
      outcomeOf(async () => {
        const { bundle, mended } = await openOrRepair(file, { fileName, signal });
        this.#bundles.push(bundle);
        return { ...bundleReportOf(bundle, { mended }), brings: this.brings };
      }),
    summarizeRollOut: (order, known) =>
      outcomeOf(() => {
        const summary = summaryOf(order.plan, {
          firmwares: this.#bundles.map(({ manifest }) => manifest),
          known: (id) => known[id] ?? null,
          wentBack: new Set(),
        });
        const ms = 90_000;
        const of = { waves: summary.waves, updateMs: ms, nowMs: Date.now() };
        const durationMs = expectedDuration(order.plan, of);
        return { ...summary, durationMs, update: { ms, isMeasured: true } };
      }),
    checkRollOutAccess: () => Promise.resolve({ ok: true, value: this.denied }),
    startRollOut: (_order, tell) => {
      if (this.isLedElsewhere) return Promise.resolve({ ok: true, value: null });
      return this.#follow(tell);
    },
    watchRollOut: (_place, tell) => this.#follow(tell),
    controlRollOut: () => Promise.resolve({ ok: true, value: null }),
  };
}
