import { describe, expect, it } from 'vitest';
import { expectPrinted } from '../../support/benchmarks/expect-printed.ts';
import { networkSeconds } from '../../benchmarks/network-formulas.ts';

const MIB = 1024 * 1024;
const at = (chunkBytes: number, roundTripMs: number, window = 1): number =>
  networkSeconds({ totalBytes: MIB, chunkBytes, roundTripMs, window });

describe('the formula of the benchmarks is that of timing.md#network', () => {
  it.each([
    [2, 13.4, 6.6, 5.9],
    [5, 19.6, 7.7, 5.9],
    [20, 50, 12.9, 5.9],
    [60, 132, 27, 6.7],
  ])(
    'round trip %i ms: %f s in blocks of 512 bytes, %f s in 3,000, %f s with four on their way',
    (roundTripMs, small, large, four) => {
      expectPrinted(at(512, roundTripMs), small, 0.1);
      expectPrinted(at(3000, roundTripMs), large, 0.1);
      expectPrinted(at(3000, roundTripMs, 4), four, 0.1);
    },
  );

  it('2,200 bytes, as stock devices hold: 8.6 s at 5 ms, 35 s at 60 ms', () => {
    expectPrinted(at(2200, 5), 8.6, 0.1);
    expectPrinted(at(2200, 60), 35, 1);
  });

  it('an erase before the first byte is not shared by the writes on their way, and adds what it is more', () => {
    const formula = { totalBytes: MIB, chunkBytes: 2200, roundTripMs: 60 };
    const less = networkSeconds({ ...formula, window: 4, erasedAtOnceKib: 0 });
    for (const erasedAtOnceKib of [1024, 1792]) {
      const four = networkSeconds({ ...formula, window: 4, erasedAtOnceKib });
      expect(four - less).toBeCloseTo(erasedAtOnceKib * 0.0023);
    }
    const one = networkSeconds({ ...formula, erasedAtOnceKib: 1024 });
    expect(one).toBeCloseTo(networkSeconds(formula));
  });
});
