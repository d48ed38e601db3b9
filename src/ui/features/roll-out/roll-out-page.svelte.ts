import type { FleetNews, ListedDevice } from '../../../contracts/fleet-device.ts';
import type { KeptPlace } from '../../../workers/api.ts';
import { RollOutAccessCheck } from './access.svelte.ts';
import { RollOutDraft } from './draft.svelte.ts';
import { chosenRules } from './draft-rules.ts';
import { namesOf } from './device-choice.ts';
import { restList, underWayIds } from './run-rows.ts';
import { endedNews } from './ended-news.ts';
import { RollOutRun } from './run.svelte.ts';
import type { RunSubject } from './run.svelte.ts';
import { RollOutThread } from './roll-out-thread.ts';
import type { ThreadDeps } from './roll-out-thread.ts';
import { TakeOver } from './take-over.svelte.ts';

export interface RollOutPageDeps extends ThreadDeps {
  readonly fleet: () => Promise<readonly ListedDevice[]>;
  /** Of the places that are known. */
  readonly brokers: () => Promise<readonly string[]>;
  readonly wall: () => number;
  readonly timeZone: () => string;
}

/** The roll-out of this page: put together, led or watched, and reported. */
export class RollOutPage {
  readonly #deps: RollOutPageDeps;
  readonly #thread: RollOutThread;
  readonly draft: RollOutDraft;
  readonly access: RollOutAccessCheck;
  #run = $state.raw<RollOutRun | null>(null);
  readonly #underWay = $derived(underWayIds(this.#run?.rows ?? []));
  #takeOver = $state.raw<TakeOver | null>(null);
  #refusal = $state<'led-elsewhere' | 'name-taken' | null>(null);

  constructor(deps: RollOutPageDeps) {
    this.#deps = deps;
    this.#thread = new RollOutThread(deps);
    this.draft = new RollOutDraft({ ...deps, thread: this.#thread });
    this.access = new RollOutAccessCheck(this.#thread);
  }

  /** null: none was started, or its report was put away. */
  get run(): RollOutRun | null {
    return this.#run;
  }

  /** Of the one that is watched. */
  get takeOver(): TakeOver | null {
    return this.#takeOver;
  }

  /** The last start found another page that leads one, or another roll-out by its name. */
  get refusal(): 'led-elsewhere' | 'name-taken' | null {
    return this.#refusal;
  }

  /** Devices are under way or will be: whoever leaves the page leaves them. */
  get running(): boolean {
    return this.#run?.isMoving ?? false;
  }

  updates(id: string): boolean {
    const run = this.#run;
    return run !== null && run.isLed && run.end === null && this.#underWay.has(id);
  }

  /** What became of its devices so far. */
  get ended(): readonly FleetNews[] {
    return endedNews(this.#run?.rows ?? []);
  }

  /** For these devices of the fleet; whatever was chosen before. */
  choose(ids: readonly string[]): void {
    this.draft.choose({ mode: 'list', list: ids.join('\n') });
  }

  /** Nothing is begun where somebody asks for a password that is not known: `access` says who. */
  async start(): Promise<void> {
    const { order, lacks } = this.draft;
    if (order === null || lacks !== null || this.#run !== null || this.access.isChecking) return;
    if (!(await this.access.look(order, this.draft.files))) return;
    await this.#follow({ kind: 'begun', order });
  }

  /** One that a broker keeps; false: another one goes on in this page. */
  watch(place: KeptPlace): boolean {
    if (this.#run !== null && this.#run.end === null) {
      const at = this.#run.keptAt;
      return at?.broker === place.broker && at.name === place.name;
    }
    void this.#watch(place);
    return true;
  }

  /** It goes on without this page. */
  leave(): void {
    const run = this.#run;
    if (run === null || run.isMoving) return;
    run.leave();
    this.#run = null;
    void this.draft.look();
  }

  /** The report was read: the next one is put together. */
  anew(): void {
    if (this.#run?.end === null) return;
    this.#run = null;
    this.draft.keep({ name: null }); // the broker keeps the last one by its name
    void this.draft.look();
  }

  /** The next one is put together for those that are not committed, with the same files and rules. */
  withRest(): void {
    const run = this.#run;
    if (run === null || run.end === null) return;
    const { plan, rows, subject } = run;
    if (plan !== null) this.draft.choose({ mode: 'list', list: restList(plan, rows) });
    if (subject.kind === 'watched' && run.rules !== null) this.draft.rule(chosenRules(run.rules));
    this.anew();
  }

  async #watch(place: KeptPlace): Promise<void> {
    await this.draft.look(); // names of its devices
    await this.#follow({ kind: 'watched', place });
  }

  async #follow(subject: RunSubject): Promise<void> {
    const { draft } = this;
    const { wall } = this.#deps;
    const run = new RollOutRun({
      ...{ thread: this.#thread, subject, wall },
      files: draft.files,
      namesOf: (devices) => namesOf(devices, draft.fleet ?? []),
    });
    this.#refusal = null;
    this.#run = run;
    this.#takeOver = new TakeOver({ thread: this.#thread, run, files: draft.files });
    const refusal = await run.follow();
    if (refusal === null || this.#run !== run) return;
    this.#refusal = refusal;
    this.#run = null;
  }
}
