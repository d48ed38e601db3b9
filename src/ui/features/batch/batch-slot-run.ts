import type { DeviceReport, ForceName, UpdateEvent } from '../../../workers/api.ts';
import type { DeviceSession } from '../../state/device-session.svelte.ts';
import { learnTimes } from '../../state/measured-times.ts';
import type { SoundFirmware } from '../../state/restartable-updater.ts';
import { orderOf } from '../../state/run-order.ts';
import { STAGE_OF_RESTART, stageOf } from '../../state/run-view.ts';
import type { RunView } from '../../state/run-view.ts';
import { trialChecks } from '../../state/evidence.ts';
import type { TrialCheck } from '../../state/evidence.ts';
import { endOfResult } from './batch-slot-state.ts';
import type { BatchSlotOver } from './batch-slot-state.ts';
import { AutoCommit } from './auto-commit.ts';

export interface BatchSlotOrder {
  readonly device: DeviceReport;
  readonly firmware: SoundFirmware;
  readonly commitTimeoutMs: number;
  readonly force: readonly ForceName[];
}

export interface BatchSlotRunDeps {
  readonly session: DeviceSession;
  readonly wait: (ms: number) => Promise<void>;
  /** Nothing follows that keeps the computer busy. Called more than once. */
  readonly onWritten: () => void;
  /** The bench is paused: what begins to be written pauses at once. */
  readonly isHeld: () => boolean;
}

/** One update of a batch slot: nobody is asked whether to keep it, and others wait until it is written. */
export class BatchSlotRun {
  readonly #asked: BatchSlotOrder;
  readonly #deps: BatchSlotRunDeps;
  readonly #autoCommit: AutoCommit;

  constructor(asked: BatchSlotOrder, deps: BatchSlotRunDeps) {
    this.#asked = asked;
    this.#deps = deps;
    const { session, wait } = deps;
    this.#autoCommit = new AutoCommit({
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
  async perform(
    onEnd: (over: Pick<BatchSlotOver, 'end' | 'to' | 'tookMs'>) => void,
  ): Promise<void> {
    const { firmware, device, commitTimeoutMs, force } = this.#asked;
    const { bundle } = firmware;
    const told = orderOf(bundle, device, commitTimeoutMs);
    await this.#deps.session.update({ firmware, told, force }, (ended) => {
      learnTimes(device, ended);
      const { run, result, endedAt } = ended;
      const { failedCheck } = this.#autoCommit;
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
    if (event.type === 'trial') void this.#autoCommit.begin(run.after?.info.uptime ?? 0);
    else if (event.type === 'device') this.#autoCommit.judge(this.#checksOf(run));
  }

  #checksOf(run: RunView): readonly TrialCheck[] {
    const { device, firmware } = this.#asked;
    if (run.trial === null) return [];
    return trialChecks({ run, before: device.info, bundle: firmware.bundle });
  }
}
