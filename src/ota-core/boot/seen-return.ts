import type { BootConfig, BootOutcome } from './boot-config.ts';

/**
 * Where a platform keeps no word of a trial that ended, the return shows only to whoever saw what ran before the
 * reset: that slot was on trial, and now another one is started, committed.
 */
export function seenReturn(before: BootConfig | null, outcome: BootOutcome): BootOutcome {
  const wasOnTrial = before !== null && !before.committed;
  if (!wasOnTrial || outcome.kind !== 'booted' || !outcome.committed) return outcome;
  const { slot: to, image } = outcome;
  const from = before.activeSlot;
  return to === from ? outcome : { kind: 'reverted', from, to, image };
}
