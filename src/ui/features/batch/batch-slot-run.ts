import type { DeviceReport, ForceName, UpdateEvent } from '../../../workers/api.ts';
import type { DeviceSession } from '../../state/device-session.svelte.ts';
import { learnTimes } from '../../state/measured-times.ts';
import type { SoundFirmware } from '../../state/restartable-updater.ts';
import { orderOf } from '../../state/run-order.ts';
import { STAGE_OF_RESTART, stageOf } from '../../state/run-view.ts';
import type { RunView } from '../../state/run-view.ts';
import type { TrialCheck } from '../../../messages/check-words.ts';
import { trialChecks } from '../../state/evidence.ts';
import { endOfResult } from './batch-slot-state.ts';
import type { BatchSlotOver } from './batch-slot-state.ts';

export interface BatchSlotOrder {
  readonly device: DeviceReport;
  readonly firmware: SoundFirmware;
  readonly commitTimeoutMs: number;
  readonly force: readonly ForceName[];
}

export interface BatchSlotRunDeps {
  readonly session: DeviceSession;
  /** Nothing follows that keeps the computer busy. Called more than once. */
  readonly onWritten: () => void;
  /** The bench is paused: what begins to be written pauses at once. */
  readonly isHeld: () => boolean;
}

/** One update of a batch slot: its checks decide whether it is kept, and others wait until it is written. */
export class BatchSlotRun {
  readonly #asked: BatchSlotOrder;
  readonly #deps: BatchSlotRunDeps;

  constructor(asked: BatchSlotOrder, deps: BatchSlotRunDeps) {
    this.#asked = asked;
    this.#deps = deps;
  }

  /** How the firmware on trial does; empty before it is. */
  get checks(): readonly TrialCheck[] {
    const { run } = this.#deps.session;
    return run === null ? [] : trialChecks(run);
  }

  /** Called once; `onEnd` in the moment in which the session has no update any more. */
  async perform(
    onEnd: (over: Pick<BatchSlotOver, 'end' | 'to' | 'tookMs'>) => void,
  ): Promise<void> {
    const { firmware, device, commitTimeoutMs, force } = this.#asked;
    const { bundle } = firmware;
    const told = orderOf(bundle, device, commitTimeoutMs);
    await this.#deps.session.update({ firmware, told, force, guard: 'go-back' }, (ended) => {
      learnTimes(device, ended);
      const { run, result, endedAt } = ended;
      const end = endOfResult(result, { run, bundle, device });
      onEnd({ end, to: bundle, tookMs: endedAt - run.startedAt });
    });
  }

  /** What the session's update tells, as of `run`. */
  hear(event: UpdateEvent, run: RunView): void {
    const { session, isHeld, onWritten } = this.#deps;
    if (stageOf(run) >= STAGE_OF_RESTART) onWritten();
    if (event.type === 'phase' && isHeld()) void session.pause();
  }
}
