import { describe, expect, it } from 'vitest';
import { meanMs, noTally, withVerdict } from '../../../../../src/ui/features/lanes/tally.ts';

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
    const tally = all.reduce((sum, [verdict, ms]) => withVerdict(sum, verdict, ms), noTally);
    expect(tally).toMatchObject({ passed: 3, wentBack: 1, stopped: 1 });
    expect(meanMs(tally)).toBe(70_000);
  });

  it('has no mean time before something was kept', () => {
    expect(meanMs(withVerdict(noTally, 'stopped', 5_000))).toBeNull();
  });
});
