import { describe, expect, it } from 'vitest';
import { durationText } from '../../../../../src/ui/features/roll-out/draft-words.ts';
import type { RollOutSummary } from '../../../../../src/workers/api.ts';

const HOUR_MS = 3_600_000;
const said = (durationMs: number | null, update = { ms: 120_000, isMeasured: false }): string => {
  const summary: RollOutSummary = {
    ...{ devices: 2, waves: [1, 1], failureLimit: 3, gets: [2], unknown: 0 },
    ...{ skipped: [], offline: [], durationMs, update },
  };
  return durationText(summary);
};

describe('how long a roll-out takes', () => {
  it('is said roughly, with what it is counted by', () => {
    expect(said(7_000_000)).toBe(
      'Takes about 117 minutes where nothing goes wrong, if a device takes 2 minutes.',
    );
    expect(said(40 * HOUR_MS, { ms: 20_000, isMeasured: true })).toBe(
      'Takes about 40 hours where nothing goes wrong, at 1 minute a device, as this browser has seen it.',
    );
    expect(said(50 * HOUR_MS)).toMatch(/about 2 days/);
    expect(said(null)).toBe('It never ends: there is no hour that is not quiet.');
  });
});
