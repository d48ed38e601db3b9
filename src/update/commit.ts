import type { ProductCheck, RedRule, TrialRule } from '../contracts/product-check.ts';
import type { BootState, OtaStatus, SysInfo } from '../rpc/methods.ts';
import type { TrialTime } from './judge-return.ts';

export type TrialDecision = 'keep' | 'go-back';

/** What to do with a new firmware that runs and was verified. */
export type CommitPolicy =
  | { readonly kind: 'auto' }
  | { readonly kind: 'never' }
  /** Asked once, when the trial begins; the device goes back by itself if no answer comes in time. */
  | {
      readonly kind: 'ask';
      readonly decide: (options: { readonly signal: AbortSignal }) => Promise<TrialDecision>;
      /** Resolves when the firmware on trial is to be asked how it is; left out: where its checks want to know. */
      readonly nextCheck?: (options: { readonly signal: AbortSignal }) => Promise<void>;
      /** Of the product, beside those that every firmware has; none when left out. */
      readonly checks?: readonly ProductCheck[];
      /** There are some and they cannot be read: that passes as little as one that fails. */
      readonly areUnread?: boolean;
      /**
       * `keep` counts only once all checks have passed, and this is done when some do not. Left out: whoever decides sees how they
       * stand, and decides.
       */
      readonly guard?: RedRule;
      /** With `guard`: it is kept once all checks have passed, whoever decides; a person may still have it go back before that. */
      readonly keepsItself?: boolean;
    };

/** How often a firmware on trial is asked how it is, where nobody is in a hurry. */
export const CHECK_EVERY_MS = 10_000;

/** Kept when all checks have passed, without a question; `decide`: and somebody has nothing against it. */
export const keptByChecks = (
  { checks, onRed: guard }: TrialRule,
  decide: Extract<CommitPolicy, { kind: 'ask' }>['decide'] = () => Promise.resolve('keep'),
): CommitPolicy => ({ kind: 'ask', decide, checks, guard });

export interface TrialView {
  readonly info: SysInfo;
  readonly status: OtaStatus | null;
  readonly boot: BootState | null;
}

/** Whether the firmware that runs is confirmed, as far as the device tells. */
export function isCommitted({ status, boot }: Omit<TrialView, 'info'>): boolean {
  return (status?.is_committed ?? true) && (boot?.is_committed ?? true);
}

/** `done`: nothing to do, the device has confirmed it. Pure. */
export type CommitStep = 'done' | 'commit' | 'ask' | 'leave';

export function commitStep(policy: CommitPolicy, view: TrialView): CommitStep {
  if (isCommitted(view)) return 'done';
  switch (policy.kind) {
    case 'auto':
      return 'commit';
    case 'never':
      return 'leave';
    case 'ask':
      return 'ask';
  }
}

/**
 * When the device takes the way back by itself: its commit time after its start, which began the trial. `now`: of the
 * device's time, at its answer.
 */
export function trialTime({ info, status, boot }: TrialView, now: number): TrialTime {
  const seconds = [status?.commit_timeout, boot?.commit_timeout].find((value) => (value ?? 0) > 0);
  return seconds === undefined
    ? { dueAt: null, limitMs: 0 }
    : { dueAt: now + (seconds - info.uptime) * 1000, limitMs: seconds * 1000 };
}
