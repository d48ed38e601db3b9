import type { Bundle } from '../../bundle/bundle.ts';
import { OtaError } from '../../contracts/failure.ts';
import { DEFAULT_OPTIONS } from '../../update/deps.ts';
import type { UpdateResult } from '../../update/events.ts';
import { runUpdate } from '../../update/run-update.ts';
import type { TrialDecision, UpdateNews, UpdateOrder } from '../api.ts';
import { createEventCoalescer } from '../coalesce.ts';
import { realClock } from '../real-clock.ts';
import type { DeviceAccess } from './device-access.ts';

/** One update from order to result: its cancel, its question, its news. */
export class Updating {
  readonly #bundle: Bundle;
  readonly #device: DeviceAccess;
  readonly #abort = new AbortController();
  #answer: (decision: TrialDecision) => void = () => undefined;
  readonly #decision = new Promise<TrialDecision>((resolve) => {
    this.#answer = resolve;
  });

  constructor(bundle: Bundle, device: DeviceAccess) {
    this.#bundle = bundle;
    this.#device = device;
  }

  cancel(): void {
    this.#abort.abort(new OtaError('cancelled', { by: 'user' }));
  }

  decide(decision: TrialDecision): void {
    this.#answer(decision);
  }

  async run(order: UpdateOrder, tell: (news: UpdateNews) => void): Promise<UpdateResult> {
    const events = createEventCoalescer(realClock, tell);
    const steps = runUpdate(
      {
        bundle: this.#bundle,
        connect: (options) => this.#device.connect(options),
        clock: realClock,
        sessionId: order.sessionId,
        nextId: this.#device.nextId,
        options: {
          ...DEFAULT_OPTIONS,
          commit: { kind: 'ask', decide: () => this.#decision },
          commitTimeoutMs: order.commitTimeoutMs,
          force: order.force,
        },
      },
      this.#abort.signal,
    );
    try {
      for (;;) {
        const step = await steps.next();
        if (step.done === true) return step.value;
        events.push(step.value);
      }
    } finally {
      events.end();
    }
  }
}
