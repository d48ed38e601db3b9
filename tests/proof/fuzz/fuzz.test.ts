import { describe, expect, it } from 'vitest';
import { fuzzTarget } from './campaign.ts';
import { PLANTS } from './plants.ts';
import { fuzzTargets } from './targets.ts';

const SEED = 20261101;

describe(`fuzz smoke (seed ${SEED}; the long one is npm run fuzz)`, () => {
  it.each(fuzzTargets)('$name only refuses, quickly, and the same however it is cut', (target) => {
    const { executions, failures } = fuzzTarget(target, { ms: 500, seed: SEED });
    expect(failures.map(({ kind, at, detail }) => ({ kind, at, detail }))).toEqual([]);
    expect(executions).toBeGreaterThan(20);
  });

  it('takes every input of its corpora as it is', () => {
    for (const target of fuzzTargets)
      for (const input of target.corpus) expect(target.run([input]), target.name).not.toBe('');
  });

  it.each([
    ['forgets-at-a-cut', 'cut'],
    ['untyped-exception', 'exception'],
    ['slow', 'slow'],
  ] as const)('finds the planted bug %s', (plant, kind) => {
    const [zipStream] = fuzzTargets;
    const { failures } = fuzzTarget(PLANTS[plant](zipStream!), { ms: 60_000, seed: SEED, most: 1 });
    expect(failures.map((failure) => failure.kind)).toContain(kind);
  });
});
