import { SvelteSet } from 'svelte/reactivity';
import type {
  AddedDevices,
  FleetNews,
  FleetBrokerState,
  FleetSnapshot,
  KeptRollOut,
  ListedChange,
  ListedDevice,
  NewListedDevice,
} from '../../../contracts/fleet-device.ts';
import type { Failure } from '../../../contracts/failure.ts';
import type { AskUpdater } from '../../state/restartable-updater.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';
import { bucketOf, bucketsOf, canReach, FIRST_VIEW, foundRows, sortedRows } from './fleet-rows.ts';
import type { BucketName, ColumnName, FleetRow, FleetView, PageUpdate } from './fleet-rows.ts';
import { RowCache, withHeard } from './row-cache.ts';
import { newsById } from './begun-here.ts';
import { KeptViews } from './kept-views.svelte.ts';

export interface FleetDeps {
  readonly update: Pick<UpdateState, 'ask'>;
  /** What this page itself writes to now. */
  readonly own: () => PageUpdate | null;
  /** On the Update screen or by a roll-out, now. */
  readonly updates: (id: string) => boolean;
  /** What became of the devices of this page's roll-out while nobody listened here. */
  readonly ended: () => readonly FleetNews[];
}

/** The fleet while its screen is open. */
export class FleetState {
  readonly views = new KeptViews();
  readonly chosen = new SvelteSet<string>();
  readonly #deps: FleetDeps;
  readonly #cache = new RowCache();
  /** Taken out since the screen was opened: what is heard of them brings them not back. */
  readonly #out = new SvelteSet<string>();
  #devices = $state.raw<readonly ListedDevice[] | null>(null);
  /** Replaced whole at each news: a few thousand entries at most, some times a second. */
  #news = $state.raw<Readonly<Record<string, FleetNews>>>({});
  #brokers = $state.raw<readonly FleetBrokerState[]>([]);
  #rollOuts = $state.raw<readonly KeptRollOut[]>([]);
  #failure = $state.raw<Failure | null>(null);
  #isKept = $state(true);
  #view = $state.raw<FleetView>(FIRST_VIEW);
  #removed = $state.raw<readonly ListedDevice[]>([]);
  #asksAgain = $state(false);
  /** Where a range of choices begins. */
  #anchor: string | null = null;
  /** Which of the times that it was opened or closed. */
  #round = 0;

  constructor(deps: FleetDeps) {
    this.#deps = deps;
    this.#view = this.views.restore();
  }

  readonly #rows = $derived.by(() =>
    this.#cache.rows(this.#devices ?? [], this.#news, this.#deps.own()),
  );
  readonly #found = $derived(foundRows(this.#rows, this.#view.find));
  readonly #shown: readonly FleetRow[] = $derived.by(() => {
    const { bucket, sort } = this.#view;
    const inIt = this.#found.filter(
      ({ standing }) => bucket === null || bucketOf(standing) === bucket,
    );
    return sortedRows(inIt, sort);
  });

  /** null: the list is not read yet. */
  get rows(): readonly FleetRow[] | null {
    return this.#devices === null ? null : this.#rows;
  }

  get shown(): readonly FleetRow[] {
    return this.#shown;
  }

  /** What was found, by its state; empty ones are left out, but for the one that is shown. */
  get buckets(): readonly { readonly name: BucketName | null; readonly count: number }[] {
    return bucketsOf(this.#found, this.#view.bucket);
  }

  get chosenRows(): readonly FleetRow[] {
    return this.#rows.filter(({ id }) => this.chosen.has(id));
  }

  get brokers(): readonly FleetBrokerState[] {
    return this.#brokers;
  }

  /** That brokers keep. */
  get rollOuts(): readonly KeptRollOut[] {
    return this.#rollOuts;
  }

  /** Why the list could not be read or changed; null = it could. */
  get failure(): Failure | null {
    return this.#failure;
  }

  get isKept(): boolean {
    return this.#isKept;
  }

  get view(): FleetView {
    return this.#view;
  }

  /** Taken out last, as long as that can be undone. */
  get removed(): readonly ListedDevice[] {
    return this.#removed;
  }

  get asksAgain(): boolean {
    return this.#asksAgain;
  }

  /** Reads the list and listens at its brokers, until `close`. */
  async open(): Promise<void> {
    const round = (this.#round += 1);
    await this.#read();
    if (round !== this.#round) return;
    this.#news = Object.fromEntries(this.#deps.ended().map((one) => [one.id, one]));
    await this.#ask((updater) => updater.watchFleet((latest) => this.#take(latest)));
  }

  close(): void {
    this.#round += 1;
    void this.#deps.update.ask((updater) => updater.leaveFleet());
  }

  look(change: Partial<FleetView>): void {
    this.#view = { ...this.#view, ...change };
    this.views.remember(this.#view);
  }

  sortBy(column: ColumnName): void {
    const { sort } = this.#view;
    this.look({ sort: { column, isDown: sort.column === column && !sort.isDown } });
  }

  toggleColumn(column: ColumnName): void {
    const { columns } = this.#view;
    this.look({
      columns: columns.includes(column)
        ? columns.filter((one) => one !== column)
        : [...columns, column],
    });
  }

  /** `toHere`: and all that are shown between it and the one before. */
  choose(id: string, { toHere = false } = {}): void {
    const isOn = !this.chosen.has(id);
    const ids = toHere ? this.#between(this.#anchor, id) : [id];
    for (const one of ids)
      if (isOn) this.chosen.add(one);
      else this.chosen.delete(one);
    this.#anchor = id;
  }

  /** All that are shown, or none. */
  chooseShown(isOn: boolean): void {
    if (!isOn) this.chosen.clear();
    else for (const { id } of this.#shown) this.chosen.add(id);
  }

  /** null: the list could not be changed. */
  async add(devices: readonly NewListedDevice[]): Promise<AddedDevices | null> {
    for (const { id } of devices) this.#out.delete(id);
    const outcome = await this.#ask((updater) => updater.addToFleet(devices));
    await this.#read();
    return outcome.ok ? outcome.value : null;
  }

  /** false: there are as many places as are kept. */
  async addBroker(address: string): Promise<boolean> {
    const outcome = await this.#ask((updater) =>
      updater.addPlace({ address, kind: 'broker', name: null }),
    );
    return outcome.ok && outcome.value;
  }

  async change(ids: readonly string[], change: ListedChange): Promise<boolean> {
    const outcome = await this.#ask((updater) => updater.changeInFleet(ids, change));
    await this.#read();
    return outcome.ok;
  }

  async remove(ids: readonly string[]): Promise<number> {
    const outcome = await this.#ask((updater) => updater.removeFromFleet(ids));
    this.#removed = outcome.ok ? outcome.value : [];
    for (const { id } of this.#removed) this.#out.add(id);
    this.chosen.clear();
    await this.#read();
    return this.#removed.length;
  }

  async undoRemoval(): Promise<void> {
    const devices = this.#removed;
    this.#removed = [];
    for (const { id } of devices) this.#out.delete(id);
    await this.#ask((updater) => updater.putBackInFleet(devices));
    await this.#read();
  }

  /** Of these those that this page can ask; how many they are. */
  async ask(rows: readonly FleetRow[]): Promise<number> {
    const ids = rows.filter(canReach).map(({ id }) => id);
    await this.#ask((updater) => updater.askFleet(ids));
    return ids.length;
  }

  /** All of them, every few seconds, or no more. */
  async askAgain(isOn: boolean): Promise<void> {
    this.#asksAgain = isOn;
    const ids = isOn ? this.#rows.filter(canReach).map(({ id }) => id) : [];
    await this.#ask((updater) => updater.askFleet(ids, 'again'));
  }

  #between(from: string | null, to: string): readonly string[] {
    const ids = this.#shown.map(({ id }) => id);
    const [one, other] = [ids.indexOf(from ?? to), ids.indexOf(to)];
    if (one < 0 || other < 0) return [to];
    return ids.slice(Math.min(one, other), Math.max(one, other) + 1);
  }

  #take({ brokers, rollOuts, news }: FleetSnapshot): void {
    this.#brokers = brokers;
    this.#rollOuts = rollOuts;
    if (news.length === 0) return;
    this.#news = { ...this.#news, ...newsById(news, this.#news, this.#deps.updates) };
    const heard = news.filter(({ id }) => !this.#out.has(id));
    this.#devices = withHeard(this.#devices ?? [], heard);
  }

  async #read(): Promise<void> {
    const outcome = await this.#ask((updater) => updater.fleetDevices());
    if (!outcome.ok) return;
    this.#devices = outcome.value.devices;
    this.#isKept = outcome.value.isKept;
  }

  readonly #ask: AskUpdater = async (question) => {
    const outcome = await this.#deps.update.ask(question);
    this.#failure = outcome.ok ? null : outcome.failure;
    return outcome;
  };
}
