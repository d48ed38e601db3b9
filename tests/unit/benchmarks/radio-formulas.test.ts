import { describe, expect, it } from 'vitest';
import { fastestRadioSeconds, radioSeconds, writesOf } from '../../benchmarks/radio-formulas.ts';
import type { RadioFormula } from '../../benchmarks/radio-formulas.ts';
import { expectPrinted } from '../../support/benchmarks/expect-printed.ts';

const MIB = 1024 * 1024;
const INTERVALS = [7.5, 15, 30, 50] as const;

const at = (intervalMs: number, mtu: number, more: Partial<RadioFormula> = {}): RadioFormula => ({
  totalBytes: MIB,
  chunkBytes: 3000,
  intervalMs,
  mtu,
  ...more,
});

describe('the formulas of the benchmarks are those of timing.md#bluetooth', () => {
  it.each([
    [23, 204, [555, 1103, 2200, 3663], [1101, 2195, 4384, 7303]],
    [185, 23, [74, 142, 279, 461], [140, 274, 541, 898]],
    [247, 17, [58, 111, 216, 356], [108, 211, 415, 688]],
    [500, 9, [37, 69, 132, 216], [66, 127, 247, 408]],
    [517, 8, [35, 64, 121, 198], [61, 116, 226, 373]],
  ])('MTU %i: %i writes, 1 MiB in %j s, or %j s', (mtu, writes, once, twice) => {
    expect(writesOf(at(30, mtu))).toBe(writes);
    INTERVALS.forEach((intervalMs, index) => {
      expectPrinted(radioSeconds(at(intervalMs, mtu)), once[index] ?? 0, 1);
      const late = { intervalsPerAnswer: 2 } as const;
      expectPrinted(radioSeconds(at(intervalMs, mtu, late)), twice[index] ?? 0, 1);
    });
  });

  it('full writes are never slower than 3,000 bytes, and most of all gain at MTU 500', () => {
    const gain = (mtu: number): number =>
      radioSeconds(at(30, mtu)) / fastestRadioSeconds(at(30, mtu));
    for (const mtu of [23, 185, 247, 500, 517]) expect(gain(mtu)).toBeGreaterThanOrEqual(1);
    expect(gain(500)).toBeCloseTo(1.06, 1);
    expect(gain(517)).toBeLessThan(1.01);
  });

  it.each([
    [500, 61],
    [517, 56],
  ])('MTU %i at 7.5 ms without longer packets: 1 MiB in %i s', (mtu, seconds) => {
    expectPrinted(radioSeconds(at(7.5, mtu, { turnsPerWrite: 2 })), seconds, 1);
  });

  it.each([
    [7.5, 86],
    [15, 163],
    [30, 317],
    [50, 521],
  ])('the official client’s 512 bytes at %f ms: 1 MiB in %i s', (intervalMs, seconds) => {
    const official = at(intervalMs, 500, { chunkBytes: 512, extraBytes: 22 });
    expectPrinted(radioSeconds(official), seconds, 1);
  });
});
