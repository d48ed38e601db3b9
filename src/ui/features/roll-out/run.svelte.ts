import type { Failure, Outcome } from '../../../contracts/failure.ts';
import type {
  JoinAnswer,
  KeptPlace,
  KeptPlan,
  KeptRole,
  KeptStanding,
  RollOutControl,
  RollOutEnd,
  RollOutNews,
  RollOutOrder,
  RollOutRow,
} from '../../../workers/api.ts';
import { firmwareOf, versionsIn } from './run-firmware.ts';
import type { RunFirmware } from './run-firmware.ts';
import { bucketCounts, mergedRows, restOf, waveViews } from './run-rows.ts';
import type { Bucket, WaveView } from './run-rows.ts';
import type { NamedDevice } from './device-choice.ts';
import type { AddedFile, RollOutThread } from './roll-out-thread.ts';

/** What is begun, or where a broker keeps what is watched. */
export type RunSubject =
  | { readonly kind: 'begun'; readonly order: RollOutOrder }
  | { readonly kind: 'watched'; readonly place: KeptPlace };

export interface RunOptions {
  readonly thread: RollOutThread;
  readonly subject: RunSubject;
  readonly files: readonly AddedFile[];
  readonly namesOf: (devices: RollOutOrder['plan']['devices']) => ReadonlyMap<string, NamedDevice>;
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

/** The first may have been made before. */
const NEWS_AFTER_WISH = 2;

/** A roll-out that was begun or is watched, until its report is put away. */
export class RollOutRun {
  readonly subject: RunSubject;
  readonly startedAtMs: number;
  readonly #options: RunOptions;
  #files = $state.raw<readonly AddedFile[]>([]);
  #kept = $state.raw<KeptPlan | null>(null);
  #names = $state.raw<ReadonlyMap<string, NamedDevice>>();
  #news = $state.raw<RollOutNews | null>(null);
  #rows = $state.raw<readonly RollOutRow[]>([]);
  /** What people wished here, and is not told yet. */
  #wished = $state.raw<Partial<RollOutControl>>({});
  /** How many more come before the wishes are taken from them; null = the thread has not taken them yet. */
  #newsLeft: number | null = null;
  #end = $state.raw<RunEnd | null>(null);
  /** Its devices are written to; else only commands can go on with it. */
  readonly isWritten = $derived(this.#kept?.isWritten ?? true);
  readonly #counts = $derived(bucketCounts(this.#rows));
  readonly #waves = $derived(this.#news === null ? [] : waveViews(this.#news, this.#rows));

  constructor(options: RunOptions) {
    const { subject, files, namesOf } = options;
    this.#options = options;
    this.subject = subject;
    this.#files = files;
    this.startedAtMs = options.wall();
    this.#names = namesOf(subject.kind === 'begun' ? subject.order.plan.devices : []);
  }

  /** null: it is not known yet. */
  get plan(): RollOutOrder['plan'] | null {
    const { subject } = this;
    return subject.kind === 'begun' ? subject.order.plan : (this.#kept?.plan ?? null);
  }

  /** Of its plan. */
  get total(): number {
    return this.plan?.devices.length ?? 0;
  }

  /** null: no broker keeps it. */
  get keptAt(): KeptPlace | null {
    const { subject } = this;
    return subject.kind === 'begun' ? subject.order.keptAt : subject.place;
  }

  /** Who coordinates it; null: no broker keeps it, or it is not known yet. */
  get standing(): KeptStanding | null {
    return this.#news?.kept ?? null;
  }

  /** What is decided is decided in this page. */
  get isLed(): boolean {
    if (this.keptAt === null) return true;
    return this.standing === null
      ? this.subject.kind === 'begun'
      : this.standing.standing === 'own';
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
    return { ...(this.#news?.control ?? NO_WISHES), ...this.#wished };
  }

  /** null: it goes on. */
  get end(): RunEnd | null {
    return this.#end;
  }

  /** Something happens by itself here, or may: the page must stay. */
  get isMoving(): boolean {
    if (this.#end !== null || !this.isLed) return false;
    return this.#news?.state !== 'halted' || this.#counts['under-way'] > 0;
  }

  get firmware(): readonly RunFirmware[] {
    return firmwareOf(this.#files, this.#kept);
  }

  /** Each once. */
  get versions(): readonly string[] {
    return versionsIn(this.firmware);
  }

  /** Of one that is watched; null = it is not known yet. */
  get rules(): Pick<RollOutOrder, 'plan' | 'commitTimeoutMs'> | null {
    return this.#kept;
  }

  /** Ids of those that may be tried again: neither committed nor passed over because they need nothing. */
  get rest(): readonly string[] {
    return restOf(this.#rows);
  }

  nameOf(id: string): NamedDevice {
    return this.#names?.get(id) ?? { alias: null, group: null };
  }

  /** null: it ended, and `end` says how. */
  async follow(): Promise<'led-elsewhere' | 'name-taken' | null> {
    const { thread, wall } = this.#options;
    const { subject } = this;
    const hear = (news: RollOutNews): void => this.#hear(news);
    const ended = await thread.ask(this.#files, (updater): Promise<Outcome<RollOutEnd>> =>
      subject.kind === 'begun'
        ? updater.startRollOut(subject.order, hear)
        : updater.watchRollOut(subject.place, hear),
    );
    const atMs = wall();
    if (!ended.ok) this.#end = { kind: 'failed', failure: ended.failure, atMs };
    else if (ended.value === null) return 'led-elsewhere';
    else if (ended.value === 'name-taken') return 'name-taken';
    else {
      const kind = ended.value === 'completed' ? 'completed' : 'stopped';
      this.#end = { kind: (this.#news?.haltReason ?? null) === null ? kind : 'halted', atMs };
    }
    return null;
  }

  /** Of the one that is watched. Failure: of its thread. */
  join(role: KeptRole, files: readonly AddedFile[]): Promise<Outcome<JoinAnswer>> {
    this.#files = files;
    return this.#options.thread.ask(files, (updater) => updater.joinRollOut(role));
  }

  leave(): void {
    void this.#options.thread.ask([], (updater) => updater.leaveRollOut());
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
    this.#wish({ releasedWaves: Math.max(this.control.releasedWaves, wave + 1) });
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
    const { namesOf } = this.#options;
    const plan = news.kept?.plan ?? null;
    if (plan !== null) {
      this.#kept = plan;
      this.#names = namesOf(plan.plan.devices);
    }
    this.#news = news;
    this.#settleWishes();
    this.#rows = mergedRows(this.#rows, news.rows);
  }

  /** Shown at once, until it is told so, or was taken and is told otherwise. */
  #wish(wish: Partial<RollOutControl>): void {
    const wished = { ...this.#wished, ...wish };
    this.#wished = wished;
    this.#newsLeft = null;
    const taken = (): void => {
      if (this.#wished === wished) this.#newsLeft = NEWS_AFTER_WISH;
    };
    void this.#options.thread.ask([], (updater) => updater.controlRollOut(wish)).then(taken);
  }

  #settleWishes(): void {
    if (this.#newsLeft === null) return;
    this.#newsLeft -= 1;
    if (this.#newsLeft === 0) this.#wished = {};
  }
}
