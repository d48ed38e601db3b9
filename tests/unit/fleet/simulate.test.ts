import { describe, expect, it } from 'vitest';
import { simulate } from '../../benchmarks/fleet/simulate.ts';

const model = {
  devices: 1000,
  atOnce: 200,
  brokerMessagesPerSecond: 20_000,
  bundleBytes: 100_000,
  writeBytes: 2000,
  roundTripMs: 60,
  deviceMs: 20,
  restartMs: [10_000, 10_000],
  soakMs: 60_000,
  offlineShare: 0,
  faultyShare: 0,
  stopAtPercent: 2,
  badBuild: false,
  seed: 7,
} as const;

describe('a simulated roll-out', () => {
  it('takes as long as its waves: writes, restart and soak of each, as many at a time as are let', () => {
    // 60 writes and calls of 80 ms; 1, 50, 250 devices in two goes, 699 in four.
    const writes = 60 * 80;
    const goes = (1 + 1 + 2 + 4) * (writes + 10_000);
    const { state, seconds, committed, peakMessagesPerSecond } = simulate(model);
    expect({ state, committed }).toEqual({ state: 'completed', committed: 1000 });
    expect(seconds).toBeCloseTo((goes + 4 * 60_000) / 1000, 0);
    expect(peakMessagesPerSecond).toBeCloseTo((200 * 4) / 0.08, 0);
  });

  it('is as slow as its broker where that takes less than all would send', () => {
    const all = { ...model, devices: 1, soakMs: 1, restartMs: [0, 0] } as const;
    expect(simulate({ ...all, brokerMessagesPerSecond: 10 }).seconds).toBeCloseTo((60 * 4) / 10, 0);
  });

  it('halts a firmware with which no device stays after the first of them', () => {
    expect(simulate({ ...model, badBuild: true })).toMatchObject({ state: 'halted', wentBack: 1 });
  });

  it('accounts for every device, and is the same each time', () => {
    const mixed = { ...model, offlineShare: 0.1, faultyShare: 0.005 };
    const once = simulate(mixed);
    expect(once.committed + once.wentBack + once.offline).toBe(1000);
    expect(once.offline).toBeGreaterThan(0);
    expect(simulate(mixed)).toEqual(once);
  });
});
