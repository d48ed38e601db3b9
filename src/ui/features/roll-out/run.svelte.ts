import type { Failure } from '../../../contracts/failure.ts';
import type {
  RollOutControl,
  RollOutNews,
  RollOutOrder,
  RollOutRow,
} from '../../../workers/api.ts';
import { bucketCounts, mergedRows, waveViews } from './run-rows.ts';
import type { Bucket, WaveView } from './run-rows.ts';
import type { NamedDevice } from './device-choice.ts';
import { versionsOf } from './roll-out-thread.ts';
import type { AddedFile, RollOutThread } from './roll-out-thread.ts';

export interface RunOptions {
  readonly thread: RollOutThread;
  readonly order: RollOutOrder;
  readonly files: readonly AddedFile[];
  readonly names: ReadonlyMap<string, NamedDevice>;
  readonly wall: () => number;
}

export type RunEnd =
  | { readonly kind: 'completed' | 'halted' | 'stopped'; readonly atMs: number }
  /** Its thread is gone, or never led it. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly atMs: number };

const NO_WISHES: RollOutControl = {
  ...{ paused: false, stopped: false, moreFailures: 0, passedWaves: 0 },
  ...{ releasedWaves: 0, goBack: false },
};

/** A roll-out that was started, until its report is put away. */
export class RollOutRun {
  readonly order: RollOutOrder;
  readonly files: readonly AddedFile[];
  readonly startedAtMs: number;
  readonly #options: RunOptions;
  #news = $state.raw<RollOutNews | null>(null);
  #rows = $state.raw<readonly RollOutRow[]>([]);
  #control = $state.raw<RollOutControl>(NO_WISHES);
  #end = $state.raw<RunEnd | null>(null);
  readonly #counts = $derived(bucketCounts(this.#rows));
  readonly #waves = $derived(this.#news === null ? [] : waveViews(this.#news, this.#rows));

  constructor(options: RunOptions) {
    this.#options = options;
    this.order = options.order;
    this.files = options.files;
    this.startedAtMs = options.wall();
  }

  /** null: nothing was heard yet. */
  get news(): RollOutNews | null {
    return this.#news;
  }

  /** In the order of the plan. */
  get rows(): readonly RollOutRow[] {
    return this.#rows;
  }

  get counts(): Readonly<Record<Bucket, number>> {
    return this.#counts;
  }

  get waves(): readonly WaveView[] {
    return this.#waves;
  }

  get control(): RollOutControl {
    return this.#control;
  }

  /** null: it is led still. */
  get end(): RunEnd | null {
    return this.#end;
  }

  /** Something happens by itself, or may: the page must stay. */
  get isMoving(): boolean {
    return this.#end === null && (this.#news?.state !== 'halted' || this.#counts['under-way'] > 0);
  }

  get versions(): readonly string[] {
    return versionsOf(this.files);
  }

  nameOf(id: string): NamedDevice {
    return this.#options.names.get(id) ?? { alias: null, group: null };
  }

  /** false: another page leads one. */
  async lead(): Promise<boolean> {
    const { thread, order, files, wall } = this.#options;
    const ended = await thread.ask(files, (updater) =>
      updater.startRollOut(order, (news) => this.#hear(news)),
    );
    const atMs = wall();
    if (!ended.ok) this.#end = { kind: 'failed', failure: ended.failure, atMs };
    else if (ended.value === null) return false;
    else {
      const kind = ended.value === 'completed' ? 'completed' : 'stopped';
      this.#end = { kind: (this.#news?.haltReason ?? null) === null ? kind : 'halted', atMs };
    }
    return true;
  }

  pause(): void {
    this.#wish({ paused: true });
  }

  goOn(): void {
    this.#wish({ paused: false });
  }

  stop(options: { readonly goBack: boolean }): void {
    this.#wish({ stopped: true, goBack: options.goBack });
  }

  /** `wave`: from 0; and all before it. */
  release(wave: number): void {
    this.#wish({ releasedWaves: Math.max(this.#control.releasedWaves, wave + 1) });
  }

  /** `limit`: of failures, greater than the present one. */
  raiseLimit(limit: number): void {
    const present = this.#news?.failureLimit ?? limit;
    this.#wish({ moreFailures: (this.#news?.control.moreFailures ?? 0) + limit - present });
  }

  /** Goes on after a wave of which no device was committed; `wave`: from 0. */
  pass(wave: number): void {
    this.#wish({ passedWaves: wave + 1 });
  }

  #hear(news: RollOutNews): void {
    // All that its thread changes by itself; what people wished meanwhile is on its way there.
    const lapses = news.hasLapsed && this.#news?.hasLapsed !== true;
    if (lapses) this.#control = { ...this.#control, paused: true };
    this.#news = news;
    this.#rows = mergedRows(this.#rows, news.rows);
  }

  #wish(wish: Partial<RollOutControl>): void {
    const control = { ...this.#control, ...wish };
    this.#control = control;
    void this.#options.thread.ask([], (updater) => updater.controlRollOut(control));
  }
}
