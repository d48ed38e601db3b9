import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/contracts/clock.ts';
import { createBusyTime } from '../../../src/emulator/powered-device.ts';
import { never } from '../../support/emulator/test-emulator.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

/** A clock whose timers fire late by what `lateMs` gives for each, as those of a busy machine do. */
function setUp(lateMs: (timer: number) => number) {
  const time = new VirtualClock();
  let timers = 0;
  const clock: Clock = {
    now: () => time.now(),
    sleep(ms, signal) {
      const late = lateMs(timers);
      timers += 1;
      return time.sleep(ms + late, signal);
    },
  };
  const busy = createBusyTime(clock);
  /** How long the device is busy with operations of these costs, one after the other. */
  const take = async (costsMs: readonly number[]): Promise<number> => {
    const startedAt = time.now();
    for (const costMs of costsMs) {
      busy.owe(costMs);
      await time.run(busy.settle(never));
    }
    return time.now() - startedAt;
  };
  return { take, time, busy, timers: () => timers };
}

const times = (count: number, costMs: number): readonly number[] =>
  Array.from({ length: count }, () => costMs);

describe('the time a device is busy', () => {
  it('is what its operations cost', async () => {
    expect(await setUp(() => 0).take([5, 10, 20])).toBe(35);
  });

  it('adds up to the right sum also of costs that no timer can keep', async () => {
    const { take, timers } = setUp(() => 0);
    expect(await take(times(1000, 0.25))).toBeCloseTo(250);
    expect(timers()).toBe(250);
  });

  it.each([1, 4, 15])(
    'is not longer by timers that each fire %i ms late, but for the last one',
    async (lateMs) => {
      const spent = await setUp(() => lateMs).take(times(200, 20));
      expect(spent).toBeGreaterThanOrEqual(4000);
      expect(spent).toBeLessThanOrEqual(4000 + lateMs);
    },
  );

  it('makes up for at most 20 ms of a timer that fires very late, as after a suspended tab', async () => {
    const { take } = setUp((timer) => (timer === 0 ? 60_000 : 0));
    expect(await take([10])).toBe(60_010);
    expect(await take([100])).toBe(80);
    expect(await take([100])).toBe(100);
  });

  it('forgets what it owes when the run of the device ends', async () => {
    const { take, busy, time } = setUp(() => 0);
    const over = new AbortController();
    busy.owe(1000);
    const settled = busy.settle(over.signal);
    over.abort(new Error('no power'));
    await expect(settled).rejects.toThrow('no power');
    expect(await take([10])).toBe(10);
    expect(time.sleeping).toBe(0);
  });
});
