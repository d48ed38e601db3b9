import { describe, expect, it } from 'vitest';
import { sampleOf, seedFor } from '../../support/sample.ts';

const items = Array.from({ length: 23 }, (_, at) => at);
const seeds = Array.from({ length: 200 }, (_, at) => at.toString(16).padStart(8, '0'));
const sample = (seed: string, oneOf = 5) =>
  sampleOf(items, { matrix: 'm', oneOf, seed, full: false });

describe('a sample', () => {
  it('is the same for the same seed, and one in so many', () => {
    for (const seed of seeds) {
      expect(sample(seed)).toEqual(sample(seed));
      expect(sample(seed).length).toBeGreaterThanOrEqual(4);
      expect(sample(seed).length).toBeLessThanOrEqual(5);
    }
  });

  it('moves with the seed until everything was looked at', () => {
    expect(new Set(seeds.flatMap((seed) => sample(seed))).size).toBe(items.length);
  });

  it('is never empty, however few there are', () => {
    for (const seed of seeds) {
      expect(sampleOf(['only'], { matrix: 'm', oneOf: 50, seed, full: false })).toEqual(['only']);
      expect(sample(seed, 50)).toHaveLength(1);
    }
    expect(sampleOf([], { matrix: 'm', oneOf: 50, seed: '00000000', full: false })).toEqual([]);
  });

  it('is everything in a full run', () => {
    expect(sampleOf(items, { matrix: 'm', oneOf: 5, seed: '00000000', full: true })).toEqual(items);
  });

  it('moves on its own in each matrix', () => {
    const together = seeds.filter((seed) => seedFor('a', seed) % 5 === seedFor('b', seed) % 5);
    expect(together.length).toBeLessThan(seeds.length / 2);
  });
});
