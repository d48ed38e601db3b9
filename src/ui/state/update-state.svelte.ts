import type { Outcome } from '../../contracts/failure.ts';
import type { GivenFirmware } from '../../contracts/given-firmware.ts';
import type { PracticeSnapshot, TrialDecision } from '../../workers/api.ts';
import type { UpdaterClient } from '../../workers/client/updater-client.ts';
import { WRITE } from '../../contracts/delivery-order.ts';
import type { DeliveryOrder } from '../../contracts/delivery-order.ts';
import { ChoiceState } from './choice-state.svelte.ts';
import { DeviceSession } from './device-session.svelte.ts';
import type { EndedRun } from './device-session.svelte.ts';
import type { FinishedRun } from './run-view.ts';
import { bootOf } from './practice.svelte.ts';
import { learnTimes } from './measured-times.ts';
import { KeepRule } from './keep-rule.svelte.ts';
import { RestartableUpdater } from './restartable-updater.ts';
import type { SoundFirmware } from './restartable-updater.ts';
import type { CarriedOn } from './run-order.ts';
import { sessionOrderOf } from './session-order.ts';
import { screenView } from './screen-view.ts';
import type { ScreenView } from './screen-view.ts';
import type { ConnectionMethod } from './connection-method.ts';

export interface UpdateStateDeps {
  /** A fresh worker that knows no device yet. Called again when one dies. */
  readonly openUpdater: () => Promise<Outcome<UpdaterClient>>;
  /** The way that is there from the first moment. */
  readonly practice: ConnectionMethod;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  readonly newId: () => string;
}

/** The Update screen, from choice to result: what it is in, and what a person can do there. */
export class UpdateState {
  readonly choice: ChoiceState;
  readonly keepRule = new KeepRule();
  readonly #deps: UpdateStateDeps;
  readonly #updater: RestartableUpdater;
  readonly #session: DeviceSession;
  #finished = $state.raw<FinishedRun | null>(null);
  #lastBoot = '';
  /** Of the practice device. */
  #timeFactor = 1;
  #method: ConnectionMethod;

  /** How the firmware gets there; `write` unless a person chose another way for this device. */
  delivery = $state.raw<DeliveryOrder>(WRITE);

  readonly #view = $derived.by(() => {
    const { firmware, device, findings, allowed } = this.choice;
    const [run, finished] = [this.#session.run, this.#finished];
    return screenView({ firmware, device, findings, allowed, run, finished });
  });

  constructor(deps: UpdateStateDeps) {
    this.#deps = deps;
    this.#method = $state.raw(deps.practice);
    this.#updater = new RestartableUpdater(async () => {
      const opened = await deps.openUpdater();
      if (!opened.ok) return opened;
      void opened.value.watchDevice((latest) => {
        if (!this.running) void this.choice.takePresence(latest, deps.now());
      });
      const joined = await this.#method.join(opened.value);
      return joined.ok ? opened : joined;
    });
    this.#session = new DeviceSession({ ...deps, updater: this.#updater });
    this.choice = new ChoiceState(this.#updater, deps);
  }

  get view(): ScreenView {
    return this.#view;
  }

  /** How the device is reached that is chosen, or would be. */
  get method(): ConnectionMethod {
    return this.#method;
  }

  /** Asks the worker what is no part of the update: the record of its link, a call by hand. */
  ask<T>(question: (updater: UpdaterClient) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    return this.#updater.call(question);
  }

  /** The same, with this firmware in the worker. */
  askWith<T>(
    firmware: SoundFirmware,
    question: (updater: UpdaterClient) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    return this.#updater.callWith(firmware, question);
  }

  get running(): boolean {
    return this.#session.run !== null;
  }

  async chooseFile(given: GivenFirmware): Promise<void> {
    if (this.running) return;
    this.#finished = null;
    await this.choice.chooseFile(given);
  }

  /** The practice device and a firmware made for it, in one press; while an update runs, nothing. */
  async tryPractice(demo: string): Promise<void> {
    if (this.running) return;
    await this.#take(this.#deps.practice);
    await Promise.all([this.choice.connect(), this.choice.chooseAddress(demo)]);
  }

  /**
   * Whoever answers at the end of this way, whose place a person has just chosen; without a way the device
   * that is chosen already, and no other. While an update runs, nothing.
   */
  async connect(method?: ConnectionMethod): Promise<void> {
    if (this.running) return;
    this.#finished = null;
    if (method !== undefined) {
      this.choice.takeAnyone();
      await this.#take(method);
      if (!method.traits.isInPage) await this.choice.leaveLink();
    }
    await this.choice.connect();
  }

  async connectPractice(): Promise<void> {
    await this.connect(this.#deps.practice);
  }

  async #take(method: ConnectionMethod): Promise<void> {
    this.delivery = WRITE; // it names places of the device before
    if (method === this.#method) return;
    this.#method = method;
    this.choice.disconnect();
    await this.#updater.call((updater) => method.join(updater));
  }

  /** `carried`: the device is asked what became of it, and the rest is done. */
  async start(carried?: CarriedOn): Promise<void> {
    const [method, timeFactor] = [this.#method, this.#timeFactor];
    const { delivery, keepRule } = this;
    const chosen = { method, delivery, keepRule, timeFactor, carried };
    const order = sessionOrderOf(this.choice, chosen);
    if (order === null || this.running) return;
    this.#finished = null;
    this.choice.forgetPrevious();
    await this.#session.update(order, (ended) => this.#end(ended));
    await this.#askAfterResult();
  }

  /** Holds the writing; what is under way is waited for. */
  async pause(): Promise<void> {
    if (this.#session.run?.pause === null) await this.#session.pause();
  }

  /** Ends the pause, or looks for the lost device at once. */
  async goOn(): Promise<void> {
    await this.#session.goOn();
  }

  async cancel(): Promise<void> {
    await this.#session.cancel();
  }

  /** Keep or go back: of the update that runs, or of what was found on trial. */
  async decide(decision: TrialDecision): Promise<void> {
    if (this.running) {
      await this.#session.decide(decision);
      return;
    }
    this.#finished = null;
    const outcome = await this.#updater.call((updater) => updater.settle(decision));
    if (outcome.ok) await this.choice.connect();
    else this.choice.takeDevice(outcome);
  }

  /** Asks the firmware on trial once more how it is. */
  async checkAgain(): Promise<void> {
    await this.#session.checkAgain();
  }

  /** Makes the device forget an update that someone began and nobody ends. */
  async discard(): Promise<void> {
    await this.#updater.call((updater) => updater.discard());
    await this.choice.connect();
  }

  /** Leaves the result and shows file and device again. */
  async leaveResult(): Promise<void> {
    this.#finished = null;
    await this.choice.connect();
  }

  /** Leaves the result and the device; the file is there for the next one. */
  nextDevice(): void {
    if (this.running) return;
    this.choice.leaveForNext(this.#finished?.run.order ?? null);
    this.#finished = null;
  }

  /** Leaves the result and forgets the file. */
  async finish(): Promise<void> {
    this.choice.forgetFile();
    await this.leaveResult();
  }

  /** Somebody changed its settings or files: what is foretold is foretold anew. */
  async deviceChanged(): Promise<void> {
    await this.#askAgain();
  }

  /** The practice device tells its own time and its restarts: the ring and the plate follow it. */
  followPractice({ snapshot, cablePlugged, timeFactor }: PracticeSnapshot): void {
    if (!this.#method.traits.isInPage) return;
    const { running } = snapshot;
    this.#timeFactor = timeFactor;
    const isOnTrial = running !== null && !running.committed;
    this.#session.followClock(timeFactor, isOnTrial ? running.commitLeftMs : undefined);
    const boot = bootOf({ snapshot, cablePlugged });
    const changed = boot !== this.#lastBoot;
    this.#lastBoot = boot;
    if (changed && !this.running) void this.#askAgain();
  }

  async #askAgain(): Promise<void> {
    if (this.choice.device.kind === 'none') return;
    await this.choice.askDevice();
    if (this.#finished === null && !this.running) await this.choice.compare();
  }

  #end(ended: EndedRun): void {
    const { result } = ended;
    if (result.result === 'refused' && result.findings.length > 0) {
      this.choice.takeFindings(result.findings);
      return;
    }
    const { report } = this.choice;
    if (report !== null) learnTimes(report, ended);
    this.#finished = { ...ended, endedWallMs: this.#deps.wall() };
    if ('failure' in result && result.failure.code === 'update/taken-over')
      this.choice.disconnect(); // whoever goes on needs its link
  }

  /** There is none where the update was refused. */
  async #askAfterResult(): Promise<void> {
    if (this.#finished !== null && this.choice.device.kind !== 'none')
      await this.choice.askAfterUpdate();
  }
}
