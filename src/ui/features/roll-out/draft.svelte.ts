import type { Failure } from '../../../contracts/failure.ts';
import type { ListedDevice } from '../../../contracts/fleet-device.ts';
import type { PlanSummary, RollOutOrder } from '../../../workers/api.ts';
import { chosenDevices } from './device-choice.ts';
import type { ChosenDevices, DeviceChoice } from './device-choice.ts';
import { FIRST_RULES, knownAmong, rollOutOrder } from './draft-rules.ts';
import type { DraftRules } from './draft-rules.ts';
import type { AddedFile, RollOutThread } from './roll-out-thread.ts';

export interface DraftDeps {
  readonly thread: RollOutThread;
  /** Those of the fleet, as they are kept. */
  readonly fleet: () => Promise<readonly ListedDevice[]>;
  readonly wall: () => number;
  readonly timeZone: () => string;
}

/** A file that is looked at, or that is not used. */
export interface GivenFile {
  readonly name: string;
  /** null: it is being checked. */
  readonly failure: Failure | null;
}

/** A roll-out that is put together. Nothing is sent for it. */
export class RollOutDraft {
  readonly #deps: DraftDeps;
  #files = $state.raw<readonly AddedFile[]>([]);
  #given = $state.raw<GivenFile | null>(null);
  #fleet = $state.raw<readonly ListedDevice[] | null>(null);
  #choice = $state.raw<DeviceChoice>({ mode: 'all', groups: [], list: '' });
  #rules = $state.raw<DraftRules>(FIRST_RULES);
  #summary = $state.raw<PlanSummary | null>(null);
  readonly #chosen = $derived(chosenDevices(this.#choice, this.#fleet ?? []));
  readonly #order = $derived.by(() =>
    rollOutOrder(this.#rules, this.#chosen.devices, this.#deps.timeZone()),
  );
  /** Which of the questions for a summary. */
  #round = 0;

  constructor(deps: DraftDeps) {
    this.#deps = deps;
  }

  get files(): readonly AddedFile[] {
    return this.#files;
  }

  get given(): GivenFile | null {
    return this.#given;
  }

  /** null: they are being read. */
  get fleet(): readonly ListedDevice[] | null {
    return this.#fleet;
  }

  get choice(): DeviceChoice {
    return this.#choice;
  }

  get rules(): DraftRules {
    return this.#rules;
  }

  get chosen(): ChosenDevices {
    return this.#chosen;
  }

  get timeZone(): string {
    return this.#deps.timeZone();
  }

  /** null: the waves cannot be read. */
  get order(): RollOutOrder | null {
    return this.#order;
  }

  /** What will happen; null: something is missing, or it is not known yet. */
  get summary(): PlanSummary | null {
    return this.#summary;
  }

  /** Why it cannot be started; null: it can. */
  get lacks(): 'firmware' | 'devices' | 'rules' | 'nobody' | null {
    if (this.#files.length === 0) return 'firmware';
    if (this.#chosen.devices.length === 0) return 'devices';
    if (this.#order === null) return 'rules';
    return this.#summary?.devices === 0 ? 'nobody' : null;
  }

  async look(): Promise<void> {
    this.#fleet = await this.#deps.fleet();
    await this.#summarize();
  }

  /** The last one for a chip and application counts. */
  async add(file: File): Promise<void> {
    const mine = { name: file.name, failure: null };
    this.#given = mine;
    const added = await this.#deps.thread.add(file);
    if (!added.ok) {
      if (this.#given === mine) this.#given = { name: file.name, failure: added.failure };
      return;
    }
    if (this.#given === mine) this.#given = null;
    const bundle = added.value;
    const others = this.#files.filter(
      (other) => other.bundle.platform !== bundle.platform || other.bundle.name !== bundle.name,
    );
    this.#files = [...others, { file, bundle }];
    await this.#summarize();
  }

  drop(id: string): void {
    this.#files = this.#files.filter(({ bundle }) => bundle.id !== id);
    this.#deps.thread.drop(id);
    void this.#summarize();
  }

  choose(change: Partial<DeviceChoice>): void {
    this.#choice = { ...this.#choice, ...change };
    void this.#summarize();
  }

  rule(change: Partial<DraftRules>): void {
    this.#rules = { ...this.#rules, ...change };
    void this.#summarize();
  }

  /** Made anew at each change; the newest counts. */
  async #summarize(): Promise<void> {
    const round = (this.#round += 1);
    const order = this.#order;
    if (this.#files.length === 0 || order === null || order.plan.devices.length === 0) {
      this.#summary = null;
      return;
    }
    const known = knownAmong(order.plan.devices, this.#fleet ?? [], this.#deps.wall());
    const summary = await this.#deps.thread.ask(this.#files, (updater) =>
      updater.summarizeRollOut(order, known),
    );
    if (round === this.#round) this.#summary = summary.ok ? summary.value : null;
  }
}
