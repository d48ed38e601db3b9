import type { DeviceReport, ForceName, UpdateEvent } from '../../../workers/api.ts';
import type { DeviceSession } from '../../state/device-session.svelte.ts';
import { learnTimes } from '../../state/measured-times.ts';
import type { SoundFirmware } from '../../state/restartable-updater.ts';
import { orderOf } from '../../state/run-order.ts';
import { STAGE_OF_RESTART, stageOf } from '../../state/run-view.ts';
import type { RunView } from '../../state/run-view.ts';
import { trialChecks } from '../../state/trial-checks.ts';
import type { TrialCheck } from '../../state/trial-checks.ts';
import { endOfResult } from './lane-state.ts';
import type { LaneOver } from './lane-state.ts';
import { TrialKeeper } from './trial-keeper.ts';

export interface LaneOrder {
  readonly device: DeviceReport;
  readonly firmware: SoundFirmware;
  readonly commitTimeoutMs: number;
  readonly force: readonly ForceName[];
}

export interface LaneRunDeps {
  readonly session: DeviceSession;
  readonly wait: (ms: number) => Promise<void>;
  /** Nothing follows that keeps the computer busy. Called more than once. */
  readonly onWritten: () => void;
  /** The bench is paused: what begins to be written pauses at once. */
  readonly isHeld: () => boolean;
}

/** One update of a lane: nobody is asked whether to keep it, and others wait until it is written. */
export class LaneRun {
  readonly #asked: LaneOrder;
  readonly #deps: LaneRunDeps;
  readonly #keeper: TrialKeeper;

  constructor(asked: LaneOrder, deps: LaneRunDeps) {
    this.#asked = asked;
    this.#deps = deps;
    const { session, wait } = deps;
    this.#keeper = new TrialKeeper({
      wait,
      check: () => {
        const { run } = session;
        if (run !== null && run.trial !== null && run.decision === null) void session.checkAgain();
      },
      decide: (decision) => void session.decide(decision),
    });
  }

  /** How the firmware on trial does; empty before it is. */
  get checks(): readonly TrialCheck[] {
    const { run } = this.#deps.session;
    return run === null ? [] : this.#checksOf(run);
  }

  /** Called once; `onEnd` in the moment in which the session has no update any more. */
  async perform(onEnd: (over: Pick<LaneOver, 'end' | 'to' | 'tookMs'>) => void): Promise<void> {
    const { firmware, device, commitTimeoutMs, force } = this.#asked;
    const { bundle } = firmware;
    const told = orderOf(bundle, device, commitTimeoutMs);
    await this.#deps.session.update({ firmware, told, force }, (ended) => {
      learnTimes(device, ended);
      const { run, result, endedAt } = ended;
      const { failedCheck } = this.#keeper;
      const end = endOfResult(result, { run, bundle, device, failedCheck });
      onEnd({ end, to: bundle, tookMs: endedAt - run.startedAt });
    });
  }

  /** What the session's update tells, as of `run`. */
  hear(event: UpdateEvent, run: RunView): void {
    const { session, isHeld, onWritten } = this.#deps;
    if (stageOf(run) >= STAGE_OF_RESTART) onWritten();
    if (event.type === 'phase' && isHeld()) void session.pause();
    if (run.trial === null || run.decision !== null) return;
    if (event.type === 'trial') void this.#keeper.begin(run.after?.info.uptime ?? 0);
    else if (event.type === 'device') this.#keeper.judge(this.#checksOf(run));
  }

  #checksOf(run: RunView): readonly TrialCheck[] {
    const { device, firmware } = this.#asked;
    if (run.trial === null) return [];
    return trialChecks({ run, before: device.info, bundle: firmware.bundle });
  }
}
