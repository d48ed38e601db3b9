import type { TrialCheck } from '../../state/trial-checks.ts';

/** What a lane does with a firmware on trial: nobody is asked, so only what its checks say counts. */
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
