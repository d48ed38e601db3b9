import type { ForetoldTime } from '../../../src/contracts/foretold-time.ts';
import type { Failure } from '../../../src/contracts/failure.ts';
import type {
  Rehearsal,
  RehearsalStep,
  RehearsalVerdict,
} from '../../../src/contracts/rehearsal.ts';
import type { RehearsalClient } from '../../../src/workers/client/rehearsal-client.ts';

type Rehearse = RehearsalClient['rehearse'];

/** The thread of a rehearsal, as far as a script lets it come. */
export class RehearsalDouble {
  #tell: (step: RehearsalStep) => void = () => undefined;
  #end: (outcome: Awaited<ReturnType<Rehearse>>) => void = () => undefined;

  readonly open = (): RehearsalClient => ({
    rehearse: (_, onStep) => {
      this.#tell = onStep;
      return new Promise((resolve) => (this.#end = resolve));
    },
    terminate: () => undefined,
  });

  tell(step: RehearsalStep): void {
    this.#tell(step);
  }

  find(
    changes: Partial<Rehearsal> = {},
    isSafe = true,
    foretold: ForetoldTime | null = null,
  ): void {
    const verdict: RehearsalVerdict = {
      ...{ profile: 'esp32-stock', isSafe, foretold },
      found: { ...FOUND, ...changes },
    };
    this.#end({ ok: true, value: verdict });
  }

  fail(failure: Failure): void {
    this.#end({ ok: false, failure });
  }
}

/** As a stock ESP32 with files of its own has it. */
const FOUND: Rehearsal = {
  operations: 741,
  ends: { old: 1_466, new: 2 },
  longest: {
    ...{ operation: 738, place: 'middle', kind: 'program', partition: 'nvs' },
    ...{ afterMs: 300_000, boots: 2, ends: 'old' },
  },
  ...{ broken: [], brokenCount: 0, weakCount: 14 },
  files: {
    keeps: ['calibration.dat', 'conf5.json', 'conf9.json', 'log_0.txt'],
    overwrites: ['ca.pem', 'conf0.json', 'index.html', 'init.js', 'style.css'],
    ...{ adds: ['start.html'], loses: [] },
  },
  freeBytes: 49_152,
};
