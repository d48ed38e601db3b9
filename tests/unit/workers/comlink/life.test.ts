import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  diesWith,
  holdLife,
  takeAlone,
  whileHolding,
} from '../../../../src/workers/comlink/life.ts';

const refusal = () => new DOMException('Access to the Locks API is denied', 'SecurityError');

describe('a page that may use no locks', () => {
  const request = vi.fn(() => Promise.reject(refusal()));

  beforeEach(() => {
    vi.stubGlobal('navigator', { locks: { request } });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('has its threads and its practice device all the same', async () => {
    expect(await holdLife('life')).toBeNull();
    expect(await takeAlone('chip', { wait: false })).toBe(true);
    expect(await takeAlone('chip', { wait: true })).toBe(true);
    expect(request).toHaveBeenCalledTimes(3);
  });

  it('does its work once, without the lock', async () => {
    const work = vi.fn(() => Promise.resolve('done'));
    expect(await whileHolding('session', work)).toBe('done');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('does not take a thread for dead', async () => {
    const died = diesWith('life', 'emulator').then(() => 'died');
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(await Promise.race([died, Promise.resolve('lives')])).toBe('lives');
  });
});

describe('work under a lock', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('is done once and fails as it failed', async () => {
    const request = (_name: string, run: () => Promise<unknown>) => run();
    vi.stubGlobal('navigator', { locks: { request } });
    const work = vi.fn(() => Promise.reject(new Error('broken')));
    await expect(whileHolding('session', work)).rejects.toThrow('broken');
    expect(work).toHaveBeenCalledTimes(1);
  });
});
