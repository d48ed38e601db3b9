import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { givesBlockFiles } from '../../../src/store/flash-blocks.ts';

type Storage = Parameters<typeof givesBlockFiles>[0];
const storageOf = (getDirectory: () => Promise<unknown>): Storage =>
  ({ getDirectory }) as unknown as Storage;

describe('whether this page gets files of its own', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('FileSystemFileHandle', { prototype: { createSyncAccessHandle: () => null } });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('is said by the folder that it gets or is refused, and not by the functions that are there', async () => {
    expect(await givesBlockFiles(storageOf(() => Promise.resolve({})))).toBe(true);
    const refusal = new DOMException('private window', 'SecurityError');
    expect(await givesBlockFiles(storageOf(() => Promise.reject(refusal)))).toBe(false);
    expect(await givesBlockFiles({})).toBe(false);
  });

  it('is no, after 3 s, where a browser neither gives nor refuses it', async () => {
    const asked = givesBlockFiles(storageOf(() => new Promise(() => undefined)));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await asked).toBe(false);
  });
});
