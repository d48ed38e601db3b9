import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { realClock } from '../../../src/contracts/clock.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const DAY_MS = 86_400_000;

async function isOver(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), Promise.resolve().then(() => false)]);
}

describe('the clock of the machine', () => {
  it('sleeps longer than one timer can', async () => {
    const slept = realClock.sleep(60 * DAY_MS, new AbortController().signal);
    await vi.advanceTimersByTimeAsync(59 * DAY_MS);
    expect(await isOver(slept)).toBe(false);
    await vi.advanceTimersByTimeAsync(DAY_MS);
    await slept;
  });

  it('wakes with the reason of the signal, and leaves no timer behind', async () => {
    const abort = new AbortController();
    const slept = realClock.sleep(1000, abort.signal);
    abort.abort(new Error('enough'));
    await expect(slept).rejects.toThrow('enough');
    await expect(realClock.sleep(1000, abort.signal)).rejects.toThrow('enough');
    expect(vi.getTimerCount()).toBe(0);
  });
});
