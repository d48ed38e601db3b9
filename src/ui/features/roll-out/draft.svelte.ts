import type { Failure } from '../../../contracts/failure.ts';
import type { ListedDevice } from '../../../contracts/fleet-device.ts';
import type { KeptPlace, RollOutSummary, RollOutOrder } from '../../../workers/api.ts';
import { ChecksChoice } from './checks-choice.svelte.ts';
import { chosenDevices } from './device-choice.ts';
import type { ChosenDevices, DeviceChoice } from './device-choice.ts';
import { FIRST_RULES, knownAmong, rollOutOrder } from './draft-rules.ts';
import type { DraftRules } from './draft-rules.ts';
import { brokerOfAll, brokersFor, isKeptName, keptNameFor } from './kept-place.ts';
import type { KeepChoice } from './kept-place.ts';
import { versionsOf } from './roll-out-thread.ts';
import type { AddedFile, RollOutThread } from './roll-out-thread.ts';

export interface DraftDeps {
  readonly thread: RollOutThread;
  /** Those of the fleet, as they are kept. */
  readonly fleet: () => Promise<readonly ListedDevice[]>;
  /** Of the places that are known. */
  readonly brokers: () => Promise<readonly string[]>;
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
  readonly checks: ChecksChoice;
  #files = $state.raw<readonly AddedFile[]>([]);
  #given = $state.raw<GivenFile | null>(null);
  #fleet = $state.raw<readonly ListedDevice[] | null>(null);
  #choice = $state.raw<DeviceChoice>({ mode: 'all', groups: [], list: '' });
  #rules = $state.raw<DraftRules>(FIRST_RULES);
  #summary = $state.raw<RollOutSummary | null>(null);
  #knownBrokers = $state.raw<readonly string[]>([]);
  #keep = $state.raw<KeepChoice>({ broker: undefined, name: null });
  #lookedAtMs = $state(0);
  readonly #chosen = $derived(chosenDevices(this.#choice, this.#fleet ?? []));
  readonly #brokers = $derived(brokersFor(this.#chosen.devices, this.#knownBrokers));
  readonly #keptAt = $derived.by((): KeptPlace | null => {
    const { broker, name } = this.#keep;
    const at = broker === undefined ? brokerOfAll(this.#chosen.devices) : broker;
    // Nobody else could let its waves go on.
    if (at === null || this.#rules.waitBefore !== 'nothing') return null;
    return { broker: at, name: name ?? keptNameFor(versionsOf(this.#files), this.#lookedAtMs) };
  });
  readonly #order = $derived.by((): RollOutOrder | null => {
    const order = rollOutOrder(this.#rules, this.#chosen.devices, this.#deps.timeZone());
    if (order === null || this.checks.lack !== null) return null;
    const { rule } = this.checks;
    const plan = rule === null ? order.plan : { ...order.plan, checks: rule };
    return { ...order, plan, keptAt: this.#keptAt };
  });
  /** Which of the questions for a summary. */
  #round = 0;

  constructor(deps: DraftDeps) {
    this.#deps = deps;
    this.checks = new ChecksChoice(
      (question) => deps.thread.ask([], question),
      () => void this.#summarize(),
    );
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

  /** At which it can be kept. */
  get brokers(): readonly string[] {
    return this.#brokers;
  }

  /** null: this page leads it alone. */
  get keptAt(): KeptPlace | null {
    return this.#keptAt;
  }

  get isNamed(): boolean {
    return this.#keptAt === null || isKeptName(this.#keptAt.name);
  }

  /** null: the waves cannot be read. */
  get order(): RollOutOrder | null {
    return this.#order;
  }

  /** What will happen; null: something is missing, or it is not known yet. */
  get summary(): RollOutSummary | null {
    return this.#summary;
  }

  /** Why it cannot be started; null: it can. */
  get lacks(): 'firmware' | 'devices' | 'checks' | 'rules' | 'name' | 'nobody' | null {
    if (this.#files.length === 0) return 'firmware';
    if (this.#chosen.devices.length === 0) return 'devices';
    if (this.checks.lack !== null) return 'checks';
    if (this.#order === null) return 'rules';
    if (!this.isNamed) return 'name';
    return this.#summary?.devices === 0 ? 'nobody' : null;
  }

  async look(): Promise<void> {
    this.#lookedAtMs = this.#deps.wall();
    const [fleet, brokers] = await Promise.all([this.#deps.fleet(), this.#deps.brokers()]);
    this.#fleet = fleet;
    this.#knownBrokers = brokers;
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
    await this.checks.follow(this.#files);
    await this.#summarize();
  }

  drop(id: string): void {
    this.#files = this.#files.filter(({ bundle }) => bundle.id !== id);
    this.#deps.thread.drop(id);
    void this.checks.follow(this.#files);
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

  keep(change: Partial<KeepChoice>): void {
    this.#keep = { ...this.#keep, ...change };
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
