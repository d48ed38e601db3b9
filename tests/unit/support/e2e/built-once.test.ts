import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBuilt, SHARED_BUILD } from '../../../support/e2e/built-once.ts';

let shared: string;

beforeEach(() => {
  shared = mkdtempSync(path.join(tmpdir(), 'slipway-built-once-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(shared, { recursive: true, force: true });
});

describe('a build of a test run', () => {
  beforeEach(() => {
    vi.stubEnv(SHARED_BUILD, shared);
  });

  it('is made by the first file that asks, and whole for those that ask meanwhile', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let builds = 0;
    const build = async (folder: string): Promise<void> => {
      builds += 1;
      await gate;
      writeFileSync(path.join(folder, 'index.html'), 'whole');
    };
    const asked = [openBuilt('page', build), openBuilt('page', build)];
    open();
    const folders = await Promise.all(asked);
    expect(builds).toBe(1);
    for (const folder of folders)
      expect(readFileSync(path.join(folder, 'index.html'), 'utf8')).toBe('whole');
  });

  it('is another one for another name', async () => {
    const build = (): Promise<void> => Promise.resolve();
    const folders = [await openBuilt('page', build), await openBuilt('other', build)];
    expect(new Set(folders).size).toBe(2);
    expect(folders.every((folder) => existsSync(folder))).toBe(true);
  });

  it('that fails, fails for all that wait and all that come later, with its reason', async () => {
    const fails = (): Promise<never> => Promise.reject(new Error('a plugin is missing'));
    const asked = [openBuilt('page', fails), openBuilt('page', fails)];
    for (const result of await Promise.allSettled(asked))
      expect(String(result.status === 'rejected' && result.reason)).toMatch(
        /page was not built: .*a plugin is missing/,
      );
    await expect(openBuilt('page', fails)).rejects.toThrow('a plugin is missing');
  });
});

describe('a build outside of a test run', () => {
  it('is made once in a process', async () => {
    vi.stubEnv(SHARED_BUILD, undefined);
    let builds = 0;
    const build = (): Promise<void> => {
      builds += 1;
      return Promise.resolve();
    };
    const folders = [await openBuilt('alone', build), await openBuilt('alone', build)];
    expect([builds, new Set(folders).size]).toEqual([1, 1]);
  });
});
