import type { ListedDevice } from '../../../contracts/fleet-device.ts';
import { RollOutDraft } from './draft.svelte.ts';
import { namesOf } from './device-choice.ts';
import { RollOutRun } from './run.svelte.ts';
import { RollOutThread } from './roll-out-thread.ts';
import type { ThreadDeps } from './roll-out-thread.ts';

export interface RollOutPageDeps extends ThreadDeps {
  readonly fleet: () => Promise<readonly ListedDevice[]>;
  readonly wall: () => number;
  readonly timeZone: () => string;
}

/** The roll-out of this page: put together, led, and reported. */
export class RollOutPage {
  readonly #deps: RollOutPageDeps;
  readonly #thread: RollOutThread;
  readonly draft: RollOutDraft;
  #run = $state.raw<RollOutRun | null>(null);
  #isLedElsewhere = $state(false);

  constructor(deps: RollOutPageDeps) {
    this.#deps = deps;
    this.#thread = new RollOutThread(deps);
    this.draft = new RollOutDraft({ ...deps, thread: this.#thread });
  }

  /** null: none was started, or its report was put away. */
  get run(): RollOutRun | null {
    return this.#run;
  }

  /** The last start found another page that leads one. */
  get isLedElsewhere(): boolean {
    return this.#isLedElsewhere;
  }

  /** Devices are under way or will be: whoever leaves the page leaves them. */
  get running(): boolean {
    return this.#run?.isMoving ?? false;
  }

  /** For these devices of the fleet; whatever was chosen before. */
  choose(ids: readonly string[]): void {
    this.draft.choose({ mode: 'list', list: ids.join('\n') });
  }

  async start(): Promise<void> {
    const { draft } = this;
    const { order, lacks, files } = draft;
    if (order === null || lacks !== null || this.#run !== null) return;
    const names = namesOf(order.plan.devices, draft.fleet ?? []);
    const { wall } = this.#deps;
    const run = new RollOutRun({ thread: this.#thread, order, files, names, wall });
    this.#isLedElsewhere = false;
    this.#run = run;
    if (await run.lead()) return;
    this.#isLedElsewhere = true;
    this.#run = null;
  }

  /** The report was read: the next one is put together. */
  anew(): void {
    if (this.#run?.end === null) return;
    this.#run = null;
    void this.draft.look();
  }
}
