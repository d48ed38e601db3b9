import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  deviceLock,
  onTakeOver,
  sessionLock,
  takeOver,
} from '../../../../src/workers/updater/one-writer.ts';
import { MemoryLocks } from '../../../support/workers/memory-locks.ts';

const device = { mac: '3C71BF0E70AB', id: 'esp32_0E70AB' };
const held = { sessionId: 'a1', device };

/** The step that a page is in when it is asked to stop. */
const ENDS_WITHIN_MS = 20;

let locks: MemoryLocks;

beforeEach(() => {
  locks = new MemoryLocks();
  vi.stubGlobal('navigator', { locks });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A page that updates the device until it is asked to stop, and some more: what is under way is ended first. */
function updating(sessionId: string): { isStopped: () => boolean; over: Promise<unknown> } {
  let stop: () => void = () => undefined;
  let isStopped = false;
  const asked = new Promise<void>((resolve) => (stop = resolve));
  const end = onTakeOver(sessionId, () => stop());
  const over = locks.request(deviceLock(device), {}, () =>
    locks.request(sessionLock(sessionId), {}, async () => {
      await asked;
      await new Promise((resolve) => setTimeout(resolve, ENDS_WITHIN_MS));
      isStopped = true;
      end();
    }),
  );
  return { isStopped: () => isStopped, over };
}

describe('an update that another page asks for', () => {
  it('is stopped by the page that has it, and free only after that', async () => {
    const page = updating('a1');
    expect(await takeOver(held)).toBe(true);
    expect(page.isStopped()).toBe(true);
    await page.over;
  });

  it('is not stopped for another one that is asked for', async () => {
    const page = updating('a1');
    // Registered after the page: what this one has heard, that one has.
    const heard = new Promise<void>((resolve) => {
      const end = onTakeOver('b2', () => {
        end();
        resolve();
      });
    });
    expect(await takeOver({ sessionId: 'b2', device: { mac: 'other', id: 'other' } })).toBe(true);
    await heard;
    await new Promise((resolve) => setTimeout(resolve, 2 * ENDS_WITHIN_MS));
    expect(page.isStopped()).toBe(false);
    await takeOver(held);
    await page.over;
  });

  it('stays with a page that is asleep: nothing is taken by force', async () => {
    vi.useFakeTimers();
    let wake: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    const over = locks.request(sessionLock('a1'), {}, () => asleep);
    const answer = takeOver(held);
    await vi.advanceTimersByTimeAsync(44_000);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await answer).toBe(false);
    expect(locks.isHeld(sessionLock('a1'))).toBe(true);
    wake();
    await over;
  });
});
