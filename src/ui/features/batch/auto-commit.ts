import { STEADY_S } from '../../state/evidence.ts';
import type { TrialCheck } from '../../state/evidence.ts';

export interface AutoCommitDeps {
  readonly wait: (ms: number) => Promise<void>;
  /** Asks the firmware on trial how it is; nothing if it no longer is. */
  readonly check: () => void;
  readonly decide: (decision: 'keep' | 'go-back') => void;
}

/** After the firmware has run long enough, and after a check that failed. */
const STEADY_MARGIN_MS = 300;
const DOUBT_MS = 3_000;

/** Decides about one firmware on trial in a person's place: keeps what passed, takes back what failed twice. */
export class AutoCommit {
  readonly #deps: AutoCommitDeps;
  #doubted = false;
  #failedCheck: string | null = null;

  constructor(deps: AutoCommitDeps) {
    this.#deps = deps;
  }

  /** For which it took the firmware back. */
  get failedCheck(): string | null {
    return this.#failedCheck;
  }

  /** The trial began when the device had been up for so long. */
  async begin(upSeconds: number): Promise<void> {
    await this.#checkIn(Math.max(0, STEADY_S - upSeconds) * 1_000 + STEADY_MARGIN_MS);
  }

  judge(checks: readonly TrialCheck[]): void {
    const verdict = judgeTrial(checks, { doubted: this.#doubted });
    this.#doubted = verdict.kind === 'doubt';
    switch (verdict.kind) {
      case 'wait':
        return;
      case 'doubt':
        void this.#checkIn(DOUBT_MS);
        return;
      case 'go-back':
        this.#failedCheck = verdict.why;
        this.#deps.decide('go-back');
        return;
      case 'keep':
        this.#deps.decide('keep');
    }
  }

  async #checkIn(ms: number): Promise<void> {
    await this.#deps.wait(ms);
    this.#deps.check();
  }
}

/** What a batch slot does with a firmware on trial: nobody is asked, so only what its checks say counts. */
export type TrialVerdict =
  | { readonly kind: 'keep' }
  /** Asked once more at once: one slow answer is no failure yet. */
  | { readonly kind: 'doubt' }
  | { readonly kind: 'go-back'; readonly why: string }
  | { readonly kind: 'wait' };

/** `doubted`: the look before this one found a failed check too. */
export function judgeTrial(
  checks: readonly TrialCheck[],
  { doubted }: { readonly doubted: boolean },
): TrialVerdict {
  const failed = checks.find((check) => check.failed !== null);
  if (failed?.failed) {
    return doubted ? { kind: 'go-back', why: failed.failed.headline } : { kind: 'doubt' };
  }
  const isOpen = checks.length === 0 || checks.some(({ pending }) => pending);
  return isOpen ? { kind: 'wait' } : { kind: 'keep' };
}
