import { describe, expect, it } from 'vitest';
import { createScaledClock } from '../../../src/contracts/scaled-clock.ts';
import { ManualClock } from '../../support/workers/manual-clock.ts';

const never = new AbortController().signal;

describe('the scaled clock', () => {
  it('runs ten times as fast at factor 10', async () => {
    const inner = new ManualClock();
    const clock = createScaledClock(inner, { factor: 10 });
    const start = clock.now();
    await inner.advance(50);
    expect(clock.now() - start).toBe(500);
  });

  it('keeps its time when the factor changes, and goes on at the new pace', async () => {
    const inner = new ManualClock();
    const clock = createScaledClock(inner, { factor: 1 });
    await inner.advance(100);
    clock.setFactor(100);
    expect(clock.now()).toBe(100);
    await inner.advance(10);
    expect(clock.now()).toBe(1_100);
  });

  it('wakes a sleeper earlier when time is made to run faster', async () => {
    const inner = new ManualClock();
    const clock = createScaledClock(inner, { factor: 1 });
    let wokenAt: number | null = null;
    void clock.sleep(300_000, never).then(() => {
      wokenAt = clock.now();
    });
    await inner.advance(1_000);
    clock.setFactor(100);
    await inner.advance(2_989);
    expect(wokenAt).toBeNull();
    await inner.advance(1);
    expect(wokenAt).toBe(300_000);
  });

  it('wakes a sleeper later when time is made to run slower', async () => {
    const inner = new ManualClock();
    const clock = createScaledClock(inner, { factor: 10 });
    let woken = false;
    void clock.sleep(1_000, never).then(() => {
      woken = true;
    });
    await inner.advance(50);
    clock.setFactor(1);
    await inner.advance(499);
    expect(woken).toBe(false);
    await inner.advance(1);
    expect(woken).toBe(true);
  });

  it('rejects a sleeper with the reason of its signal, also after a change of factor', async () => {
    const inner = new ManualClock();
    const clock = createScaledClock(inner, { factor: 1 });
    const abort = new AbortController();
    const slept = clock.sleep(1_000, abort.signal);
    clock.setFactor(10);
    const reason = new Error('stopped');
    abort.abort(reason);
    await expect(slept).rejects.toBe(reason);
  });

  it('rejects at once with a signal that was aborted before', async () => {
    const clock = createScaledClock(new ManualClock(), { factor: 1 });
    const reason = new Error('before');
    await expect(clock.sleep(1, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
