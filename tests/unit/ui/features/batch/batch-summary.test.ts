import { describe, expect, it } from 'vitest';
import {
  meanMs,
  emptySummary,
  withVerdict,
} from '../../../../../src/ui/features/batch/batch-summary.ts';

describe('the tally of the bench', () => {
  it('counts by verdict, and takes the mean time of what was written and kept', () => {
    const all = [
      ['passed', 60_000],
      ['passed', 80_000],
      ['passed', null], // ran it already
      ['went-back', 200_000],
      ['stopped', 5_000],
      [null, 1_000], // stopped by a person
    ] as const;
    const summary = all.reduce((sum, [verdict, ms]) => withVerdict(sum, verdict, ms), emptySummary);
    expect(summary).toMatchObject({ passed: 3, wentBack: 1, stopped: 1 });
    expect(meanMs(summary)).toBe(70_000);
  });

  it('has no mean time before something was kept', () => {
    expect(meanMs(withVerdict(emptySummary, 'stopped', 5_000))).toBeNull();
  });
});
