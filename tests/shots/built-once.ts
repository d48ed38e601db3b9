/** A build that several test files look at: made by the first one, waited for by the others. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The folder that the files of one test run share, set for its processes by tests/support/e2e/build.ts. */
export const SHARED_BUILD = 'SLIPWAY_SHARED_BUILD';

/** Of the build, on a machine with much other work. */
const MOST_MS = 180_000;
const LOOK_MS = 100;

export interface Built {
  readonly folder: string;
  /** Removes what nobody else looks at. */
  close(): void;
}

/** `build` writes into the folder that it is given. Outside a test run every call builds into a folder of its own. */
export async function openBuilt(build: (folder: string) => Promise<unknown>): Promise<Built> {
  const shared = process.env[SHARED_BUILD];
  if (shared === undefined) {
    const folder = mkdtempSync(path.join(tmpdir(), 'slipway-gallery-'));
    await build(folder);
    return { folder, close: () => rmSync(folder, { recursive: true, force: true }) };
  }
  const folder = path.join(shared, 'gallery');
  const ended = path.join(shared, 'gallery-ended');
  if (isFirst(path.join(shared, 'gallery-begun'))) {
    await build(folder);
    writeFileSync(ended, '');
  }
  for (let waitedMs = 0; !existsSync(ended); waitedMs += LOOK_MS) {
    if (waitedMs >= MOST_MS)
      throw new Error('another test file began the build and did not end it');
    await sleep(LOOK_MS);
  }
  return { folder, close: () => undefined };
}

/** Of all processes: the folder can be made once. */
function isFirst(mark: string): boolean {
  try {
    mkdirSync(mark);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
