import { WRITE } from '../../contracts/delivery-order.ts';
import type { DeliveryOrder } from '../../contracts/delivery-order.ts';
import type { RedRule } from '../../contracts/product-check.ts';
import type {
  ForceName,
  TrialDecision,
  UpdateEvent,
  UpdateResult,
  JournalReach,
} from '../../workers/api.ts';
import type { RestartableUpdater, SoundFirmware } from './restartable-updater.ts';
import { beginRun, broken, withEvent, withTimeFactor, withTrialClock } from './run-view.ts';
import type { RunOrder, RunView } from './run-view.ts';

export interface SessionOrder {
  readonly firmware: SoundFirmware;
  /** As the screen tells of it. */
  readonly told: RunOrder;
  readonly force: readonly ForceName[];
  /** How many times as fast as ours the device's time runs. */
  readonly timeFactor?: number;
  /** Left out: Slipway writes it. */
  readonly delivery?: DeliveryOrder;
  /** What is done where checks do not pass, and nobody is asked whether to keep the firmware; left out: people decide. */
  readonly guard?: RedRule;
  /** Of the device, before the update, to be compared after it; left out: they are not. */
  readonly readsSettings?: boolean;
  /** Left out: no journal is kept. */
  readonly reach?: JournalReach;
  /** The id of an interrupted update; left out: it is a new one. */
  readonly carriesOn?: string | undefined;
}

/** An update that is over. */
export interface EndedRun {
  readonly run: RunView;
  readonly result: UpdateResult;
  readonly endedAt: number;
}

export interface SessionDeps {
  readonly updater: RestartableUpdater;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  readonly newId: () => string;
  /** After the picture of the update has taken it in. */
  readonly onEvent?: (event: UpdateEvent, run: RunView) => void;
}

/** The updates of one device, one at a time: the picture of the one that runs, what is asked of it, its result. */
export class DeviceSession {
  readonly updater: RestartableUpdater;
  readonly #deps: SessionDeps;
  #run = $state.raw<RunView | null>(null);
  /** Nothing more is to be written until `goOn`. */
  #pauseAsked = false;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.updater = deps.updater;
  }

  /** null = none runs. */
  get run(): RunView | null {
    return this.#run;
  }

  get isPauseAsked(): boolean {
    return this.#pauseAsked;
  }

  /**
   * From order to result, while no other one runs; a worker that fails is a result too. `onEnd` is called at
   * the moment in which `run` is null again: nothing is drawn between the two.
   */
  async update(
    {
      firmware,
      told,
      force,
      timeFactor = 1,
      delivery = WRITE,
      guard,
      reach,
      readsSettings,
      carriesOn,
    }: SessionOrder,
    onEnd: (ended: EndedRun) => void,
  ): Promise<void> {
    const { now, newId, onEvent } = this.#deps;
    const begun = { ...beginRun(told, now()), timeFactor };
    this.#run = begun;
    this.#pauseAsked = false;
    const order = {
      bundleId: firmware.bundle.id,
      sessionId: carriesOn ?? newId(),
      ...(carriesOn !== undefined && { carriesOn: true }),
      ...(reach && { reach }),
      ...(readsSettings === true && { readsSettings }),
      commitTimeoutMs: told.commitTimeoutMs,
      force,
      timeFactor,
      delivery,
      ...(guard !== undefined && { guard }),
    };
    const outcome = await this.updater.callWith(firmware, (worker) =>
      worker.update(order, (event) => {
        if (this.#run === null) return;
        this.#run = withEvent(this.#run, event, now());
        onEvent?.(event, this.#run);
      }),
    );
    const run = this.#run;
    const endedAt = now();
    const result = outcome.ok ? outcome.value : broken(run, endedAt, outcome.failure);
    this.#run = null;
    onEnd({ run, result, endedAt });
  }

  /** Holds the writing; what is under way is waited for. Only while it writes. */
  async pause(): Promise<void> {
    const run = this.#run;
    if (run?.phase !== 'writing' || run.cancelling || this.#pauseAsked) return;
    this.#pauseAsked = true;
    if (run.pause === null) this.#change({ pausing: true });
    await this.updater.call((worker) => worker.pause());
  }

  /** Ends the pause, or looks for the lost device at once. */
  async goOn(): Promise<void> {
    if (this.#run === null) return;
    this.#pauseAsked = false;
    this.#change({ pausing: false });
    await this.updater.call((worker) => worker.goOn());
  }

  /** The lost device may be back: it is looked for at once. A pause that was asked for stays. */
  async lookNow(): Promise<void> {
    const isPauseAsked = this.#pauseAsked;
    await this.updater.call((worker) => (isPauseAsked ? worker.pause() : worker.goOn()));
  }

  async cancel(): Promise<void> {
    if (this.#run === null) return;
    this.#change({ cancelling: true });
    await this.updater.call((worker) => worker.cancel());
  }

  /** Keep or go back, of the firmware on trial. */
  async decide(decision: TrialDecision): Promise<void> {
    if (this.#run === null) return;
    this.#change({ decision });
    await this.updater.call((worker) => worker.decide(decision));
  }

  /** Asks the firmware on trial once more how it is. */
  async checkAgain(): Promise<void> {
    await this.updater.call((worker) => worker.check());
  }

  /** The device's own time runs so fast from now on; `leftMs` of its trial, where it is on one. */
  followClock(timeFactor: number, leftMs: number | null | undefined): void {
    const run = this.#run;
    if (run === null) return;
    const at = this.#deps.now();
    if (run.timeFactor !== timeFactor) {
      this.#run = withTimeFactor(run, timeFactor, at);
      void this.updater.call((worker) => worker.setTimeFactor(timeFactor));
    }
    if (leftMs !== undefined)
      this.#run = withTrialClock(this.#run ?? run, { leftMs, at, factor: timeFactor });
  }

  #change(change: Partial<RunView>): void {
    if (this.#run !== null) this.#run = { ...this.#run, ...change };
  }
}
