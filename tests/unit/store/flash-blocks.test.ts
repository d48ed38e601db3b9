import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { givesBlockFiles, openBlockFile } from '../../../src/store/flash-blocks.ts';

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

describe('a file of the chip', () => {
  const give = (handle: () => Promise<unknown>) => {
    const folder = {
      getDirectoryHandle: () => Promise.resolve(folder),
      getFileHandle: () => Promise.resolve({ createSyncAccessHandle: handle }),
    };
    vi.stubGlobal('navigator', { storage: storageOf(() => Promise.resolve(folder)) });
  };

  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it.each(['SecurityError', 'UnknownError', 'InvalidStateError'])(
    'is refused at once where the browser says %s',
    async (name) => {
      give(() => Promise.reject(new DOMException('no', name)));
      await expect(openBlockFile('folder', 'file')).rejects.toMatchObject({
        code: 'storage/failed',
        facts: { detail: `${name}: no` },
      });
    },
  );

  it('is waited for no longer than 6 s, and let go of when it comes after all', async () => {
    const close = vi.fn();
    let come: (handle: unknown) => void = () => undefined;
    give(() => new Promise((resolve) => (come = resolve)));
    const opening = openBlockFile('folder', 'file').catch((reason: unknown) => reason);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await opening).toMatchObject({ code: 'storage/failed' });
    come({ close });
    await vi.advanceTimersByTimeAsync(0);
    expect(close).toHaveBeenCalledTimes(1);
  });
});
