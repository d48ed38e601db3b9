import type { Outcome } from '../../../contracts/failure.ts';
import type { DeviceReport, ForceName, UpdateEvent, UpdateResult } from '../../../workers/api.ts';
import { broken } from '../../state/broken-run.ts';
import { learnRestart } from '../../state/restart-times.ts';
import { orderOf } from '../../state/run-order.ts';
import {
  beginRun,
  restartMsOf,
  STAGE_OF_RESTART,
  stageOf,
  withEvent,
} from '../../state/run-view.ts';
import type { RunView } from '../../state/run-view.ts';
import { trialChecks } from '../update/trial-checks.ts';
import type { TrialCheck } from '../update/trial-checks.ts';
import { endOfResult } from './lane-state.ts';
import type { LaneOver } from './lane-state.ts';
import type { LaneFirmware, LaneThread } from './lane-thread.ts';
import { TrialKeeper } from './trial-keeper.ts';

export interface LaneOrder {
  readonly device: DeviceReport;
  readonly firmware: LaneFirmware;
  readonly commitTimeoutMs: number;
  readonly force: readonly ForceName[];
}

export interface LaneRunDeps {
  readonly thread: LaneThread;
  readonly now: () => number;
  readonly newId: () => string;
  readonly wait: (ms: number) => Promise<void>;
  /** Called with every new picture of the update, the first one included. */
  readonly onChange: (run: RunView) => void;
  /** Nothing follows that keeps the computer busy. Called more than once. */
  readonly onWritten: () => void;
  /** The bench is paused: what begins to be written pauses at once. */
  readonly isHeld: () => boolean;
}

/** One update of a lane, from its start to its end. */
export class LaneRun {
  readonly #asked: LaneOrder;
  readonly #deps: LaneRunDeps;
  readonly #keeper: TrialKeeper;
  #run: RunView;
  /** Nothing more is to be written until a person goes on. */
  #pauseAsked = false;
  #isOver = false;

  constructor(asked: LaneOrder, deps: LaneRunDeps) {
    this.#asked = asked;
    this.#deps = deps;
    const { firmware, device, commitTimeoutMs } = asked;
    this.#run = beginRun(orderOf(firmware.bundle, device, commitTimeoutMs), deps.now());
    this.#keeper = this.#newKeeper();
  }

  /** How the firmware on trial does; empty before it is. */
  get checks(): readonly TrialCheck[] {
    const { device, firmware } = this.#asked;
    if (this.#run.trial === null) return [];
    return trialChecks({ run: this.#run, before: device.info, bundle: firmware.bundle });
  }

  /** Called once. */
  async perform(): Promise<Pick<LaneOver, 'end' | 'to' | 'tookMs'>> {
    const { firmware, device, commitTimeoutMs, force } = this.#asked;
    const { bundle } = firmware;
    const { thread, now, newId, onChange } = this.#deps;
    onChange(this.#run);
    const order = { bundleId: bundle.id, sessionId: newId(), commitTimeoutMs, force };
    const outcome: Outcome<UpdateResult> = await thread.update(firmware, order, (event) =>
      this.#hear(event),
    );
    this.#isOver = true;
    const run = this.#run;
    const endedAt = now();
    const result = outcome.ok ? outcome.value : broken(run, endedAt, outcome.failure);
    const restartMs = restartMsOf(run);
    if (restartMs !== null) learnRestart(device.info.arch, restartMs);
    const { failedCheck } = this.#keeper;
    const end = endOfResult(result, { run, bundle, device, failedCheck });
    return { end, to: bundle, tookMs: endedAt - run.startedAt };
  }

  /** The device may be back: it is looked for at once. A pause that a person asked for stays. */
  async lookNow(): Promise<void> {
    const { thread } = this.#deps;
    if (this.#pauseAsked) await thread.call((updater) => updater.pause());
    else await thread.call((updater) => updater.goOn());
  }

  /** Only while it is written, as the update of one device: what is under way is waited for. */
  async pause(): Promise<void> {
    const { phase, cancelling, pause } = this.#run;
    if (phase !== 'writing' || cancelling || this.#pauseAsked) return;
    this.#pauseAsked = true;
    if (pause === null) this.#change({ pausing: true });
    await this.#deps.thread.call((updater) => updater.pause());
  }

  /** Ends that pause. */
  async goOn(): Promise<void> {
    if (!this.#pauseAsked) return;
    this.#pauseAsked = false;
    this.#change({ pausing: false });
    await this.#deps.thread.call((updater) => updater.goOn());
  }

  async cancel(): Promise<void> {
    this.#change({ cancelling: true });
    await this.#deps.thread.call((updater) => updater.cancel());
  }

  #change(change: Partial<RunView>): void {
    if (this.#isOver) return;
    this.#run = { ...this.#run, ...change };
    this.#deps.onChange(this.#run);
  }

  #hear(event: UpdateEvent): void {
    if (this.#isOver) return;
    const { now, isHeld, onWritten } = this.#deps;
    this.#change(withEvent(this.#run, event, now()));
    const { trial, decision, after } = this.#run;
    if (stageOf(this.#run) >= STAGE_OF_RESTART) onWritten();
    if (event.type === 'phase' && isHeld()) void this.pause();
    if (trial === null || decision !== null) return;
    if (event.type === 'trial') void this.#keeper.begin(after?.info.uptime ?? 0);
    else if (event.type === 'device') this.#keeper.judge(this.checks);
  }

  #newKeeper(): TrialKeeper {
    const { wait, thread } = this.#deps;
    return new TrialKeeper({
      wait,
      check: () => {
        const { trial, decision } = this.#run;
        if (!this.#isOver && trial !== null && decision === null)
          void thread.call((updater) => updater.check());
      },
      decide: (decision) => {
        this.#change({ decision });
        void thread.call((updater) => updater.decide(decision));
      },
    });
  }
}
