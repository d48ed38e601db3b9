import type { Outcome } from '../../contracts/failure.ts';
import type { PracticeNews, TrialDecision, UpdateResult } from '../../workers/api.ts';
import type { UpdaterClient } from '../../workers/client/updater-client.ts';
import { broken } from './broken-run.ts';
import { ChoiceState } from './choice-state.svelte.ts';
import { beginRun, withEvent, withTimeFactor, withTrialClock } from './run-view.ts';
import type { FinishedRun, RunView } from './run-view.ts';
import { bootOf } from './practice-boot.ts';
import { learnTimes } from './measured-times.ts';
import { orderWith } from './run-order.ts';
import { screenView } from './screen-view.ts';
import type { ScreenView } from './screen-view.ts';
import { UpdaterCalls } from './updater-calls.ts';
import type { Way } from './way.ts';

export interface UpdateStateDeps {
  /** A fresh worker that knows no device yet. Called again when one dies. */
  readonly openUpdater: () => Promise<Outcome<UpdaterClient>>;
  /** The way that is there from the first moment. */
  readonly practice: Way;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  readonly newId: () => string;
}

/** The Update screen, from choice to result: what it is in, and what a person can do there. */
export class UpdateState {
  readonly choice: ChoiceState;
  readonly #deps: UpdateStateDeps;
  readonly #updater: UpdaterCalls;
  #run = $state.raw<RunView | null>(null);
  #finished = $state.raw<FinishedRun | null>(null);
  #lastBoot = '';
  /** Of the practice device. */
  #timeFactor = 1;
  #way: Way;

  readonly #view = $derived.by(() => {
    const { firmware, device, findings, allowed } = this.choice;
    const [run, finished] = [this.#run, this.#finished];
    return screenView({ firmware, device, findings, allowed, run, finished });
  });

  constructor(deps: UpdateStateDeps) {
    this.#deps = deps;
    this.#way = $state.raw(deps.practice);
    this.#updater = new UpdaterCalls(async () => {
      const opened = await deps.openUpdater();
      if (!opened.ok) return opened;
      void opened.value.watchDevice((news) => {
        if (!this.running) void this.choice.takePresence(news, deps.now());
      });
      const joined = await this.#way.join(opened.value);
      return joined.ok ? opened : joined;
    });
    this.choice = new ChoiceState(this.#updater, deps);
  }

  get view(): ScreenView {
    return this.#view;
  }

  /** How the device is reached that is chosen, or would be. */
  get way(): Way {
    return this.#way;
  }

  /** Asks the worker what is no part of the update: the record of its link, a call by hand. */
  ask<T>(question: (updater: UpdaterClient) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    return this.#updater.call(question);
  }

  get running(): boolean {
    return this.#run !== null;
  }

  async chooseFile(file: File): Promise<void> {
    if (this.running) return;
    this.#finished = null;
    await this.choice.chooseFile(file);
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
  async connect(way?: Way): Promise<void> {
    if (this.running) return;
    this.#finished = null;
    if (way !== undefined) {
      this.choice.takeAnyone();
      await this.#take(way);
      if (!way.traits.isInPage) await this.choice.leaveLink();
    }
    await this.choice.connect();
  }

  async connectPractice(): Promise<void> {
    await this.connect(this.#deps.practice);
  }

  async #take(way: Way): Promise<void> {
    if (way === this.#way) return;
    this.#way = way;
    this.choice.disconnect();
    await this.#updater.call((updater) => way.join(updater));
  }

  async start(): Promise<void> {
    const { firmware, device, keepMinutes, allowed } = this.choice;
    if (firmware.kind !== 'sound' || device.kind !== 'known' || this.running) return;
    if (device.away !== undefined) return;
    const commitTimeoutMs = keepMinutes * 60_000;
    this.#finished = null;
    this.choice.forgetPrevious();
    const told = { ...this.choice.outlook, commitTimeoutMs };
    const asked = orderWith(firmware.bundle, device.report, told);
    const timeFactor = this.#way.traits.hasTimeFactor ? this.#timeFactor : 1;
    this.#run = { ...beginRun(asked, this.#deps.now()), timeFactor };
    const order = {
      bundleId: firmware.bundle.id,
      sessionId: this.#deps.newId(),
      commitTimeoutMs,
      force: allowed,
      timeFactor,
    };
    const outcome = await this.#updater.call((updater) =>
      updater.update(order, (event) => {
        if (this.#run !== null) this.#run = withEvent(this.#run, event, this.#deps.now());
      }),
    );
    await this.#end(outcome);
  }

  /** Holds the writing; what is under way is waited for. */
  async pause(): Promise<void> {
    if (this.#run === null || this.#run.pause !== null) return;
    this.#run = { ...this.#run, pausing: true };
    await this.#updater.call((updater) => updater.pause());
  }

  /** Ends the pause, or looks for the lost device at once. */
  async goOn(): Promise<void> {
    if (this.#run === null) return;
    this.#run = { ...this.#run, pausing: false };
    await this.#updater.call((updater) => updater.goOn());
  }

  async cancel(): Promise<void> {
    if (this.#run === null) return;
    this.#run = { ...this.#run, cancelling: true };
    await this.#updater.call((updater) => updater.cancel());
  }

  /** Keep or go back: of the update that runs, or of what was found on trial. */
  async decide(decision: TrialDecision): Promise<void> {
    if (this.#run !== null) {
      this.#run = { ...this.#run, decision };
      await this.#updater.call((updater) => updater.decide(decision));
      return;
    }
    this.#finished = null;
    const outcome = await this.#updater.call((updater) => updater.settle(decision));
    if (outcome.ok) await this.choice.connect();
    else this.choice.takeDevice(outcome);
  }

  /** Asks the firmware on trial once more how it is. */
  async checkAgain(): Promise<void> {
    await this.#updater.call((updater) => updater.check());
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

  /** The practice device tells its own time and its restarts: the ring and the plate follow it. */
  followPractice({ snapshot, cablePlugged, timeFactor }: PracticeNews): void {
    if (!this.#way.traits.isInPage) return;
    const { running } = snapshot;
    this.#timeFactor = timeFactor;
    if (this.#run !== null && this.#run.timeFactor !== timeFactor) {
      this.#run = withTimeFactor(this.#run, timeFactor, this.#deps.now());
      void this.#updater.call((updater) => updater.setTimeFactor(timeFactor));
    }
    const boot = bootOf({ snapshot, cablePlugged });
    const changed = boot !== this.#lastBoot;
    this.#lastBoot = boot;
    if (this.#run === null) {
      if (changed) void this.#askAgain();
    } else if (running !== null && !running.committed) {
      const { commitLeftMs: leftMs } = running;
      const clock = { leftMs, at: this.#deps.now(), factor: timeFactor };
      this.#run = withTrialClock(this.#run, clock);
    }
  }

  async #askAgain(): Promise<void> {
    if (this.choice.device.kind === 'none') return;
    await this.choice.askDevice();
    if (this.#finished === null && !this.running) await this.choice.compare();
  }

  async #end(outcome: Outcome<UpdateResult>): Promise<void> {
    const run = this.#run;
    this.#run = null;
    if (run === null) return;
    const endedAt = this.#deps.now();
    const result = outcome.ok ? outcome.value : broken(run, endedAt, outcome.failure);
    if (result.result === 'refused' && result.findings.length > 0) {
      this.choice.takeFindings(result.findings);
      return;
    }
    const { report } = this.choice;
    if (report !== null) learnTimes(report, { run, result });
    this.#finished = { run, result, endedAt, endedWallMs: this.#deps.wall() };
    await this.choice.askAfterUpdate();
  }
}
