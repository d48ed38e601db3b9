import { describe, expect, it } from 'vitest';
import {
  addSample,
  nothingShown,
  speedOf,
  steadyTime,
  timeLeftOf,
} from '../../../../src/ui/state/writing.ts';
import type { Sample } from '../../../../src/ui/state/writing.ts';

/** Samples of a steady stream, one each 100 ms. */
function steady(bytesPerSecond: number, seconds: number): readonly Sample[] {
  let samples: readonly Sample[] = [];
  for (let at = 0; at <= seconds * 1_000; at += 100)
    samples = addSample(samples, { at, bytes: (bytesPerSecond * at) / 1_000 });
  return samples;
}

describe('speed', () => {
  it('is not told before there are two seconds of data', () => {
    expect(speedOf([], 0)).toBeNull();
    expect(speedOf(steady(7_600, 1.9), 1_900)).toBeNull();
    expect(speedOf(steady(7_600, 2), 2_000)).toBeCloseTo(7_600);
  });

  it('is that of a steady stream, however long it runs', () => {
    expect(speedOf(steady(7_600, 300), 300_000)).toBeCloseTo(7_600);
  });

  it('keeps only the samples it needs', () => {
    expect(steady(7_600, 300).length).toBeLessThan(90);
  });

  it('follows a change within its window', () => {
    let samples = steady(8_000, 20);
    for (let at = 20_100; at <= 30_000; at += 100)
      samples = addSample(samples, { at, bytes: 160_000 + ((at - 20_000) * 2_000) / 1_000 });
    expect(speedOf(samples, 30_000)).toBeCloseTo(2_000);
  });

  it('falls while nothing arrives, and is not told of a standstill', () => {
    const samples = steady(8_000, 20);
    const stalled = speedOf(samples, 24_000);
    expect(stalled).toBeLessThan(5_000);
    expect(speedOf(samples, 40_000)).toBeNull();
  });

  it('forgets what was measured before a new start', () => {
    const samples = addSample(steady(8_000, 20), { at: 20_100, bytes: 0 });
    expect(samples).toEqual([{ at: 20_100, bytes: 0 }]);
  });
});

describe('time left', () => {
  const input = (seconds: number, totalBytes: number) => ({
    samples: steady(10_000, seconds),
    totalBytes,
    startedAt: 0,
    now: seconds * 1_000,
  });

  it('is what remains at that speed', () => {
    expect(timeLeftOf(input(10, 1_000_000))).toBeCloseTo(90_000);
  });

  it('is not told under 3 percent', () => {
    expect(timeLeftOf(input(10, 4_000_000))).toBeNull();
    expect(timeLeftOf(input(13, 4_000_000))).not.toBeNull();
  });

  it('is not told in the first 5 seconds', () => {
    expect(timeLeftOf(input(4.9, 100_000))).toBeNull();
    expect(timeLeftOf(input(5, 100_000))).not.toBeNull();
  });

  it('is not told of nothing', () => {
    expect(timeLeftOf({ samples: [], totalBytes: 0, startedAt: 0, now: 9_000 })).toBeNull();
  });
});

describe('the time that is shown', () => {
  it('falls at once', () => {
    const shown = steadyTime(steadyTime(nothingShown, 60_000, 0), 50_000, 10);
    expect(shown.ms).toBe(50_000);
  });

  it('rises only five seconds after it last rose', () => {
    let shown = steadyTime(nothingShown, 60_000, 0);
    shown = steadyTime(shown, 70_000, 4_999);
    expect(shown.ms).toBe(60_000);
    shown = steadyTime(shown, 70_000, 5_000);
    expect(shown.ms).toBe(70_000);
    shown = steadyTime(shown, 80_000, 6_000);
    expect(shown.ms).toBe(70_000);
  });
});
