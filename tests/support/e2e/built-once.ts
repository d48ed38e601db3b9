/** A build that several test files look at: made by the first that asks for it, waited for by the others. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The folder that the files of one test run share, set for its processes by tests/support/e2e/build.ts. */
export const SHARED_BUILD = 'SLIPWAY_SHARED_BUILD';

/** Of the build, on a machine with much other work. */
const MOST_MS = 180_000;
const LOOK_MS = 100;

type Build = (folder: string) => Promise<unknown>;

/**
 * The folder that `build` wrote into: one for each `name` in a test run, outside of one in a process, and deleted with
 * it. Throws why the build failed, whoever began it.
 */
export function openBuilt(name: string, build: Build): Promise<string> {
  const shared = process.env[SHARED_BUILD];
  return shared === undefined ? builtHere(name, build) : builtInRun(shared, { name, build });
}

const here = new Map<string, Promise<string>>();

function builtHere(name: string, build: Build): Promise<string> {
  const known = here.get(name) ?? makeHere(name, build);
  here.set(name, known);
  return known;
}

async function makeHere(name: string, build: Build): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), `slipway-${name}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await build(folder);
  return folder;
}

async function builtInRun(
  shared: string,
  { name, build }: { readonly name: string; readonly build: Build },
): Promise<string> {
  const folder = path.join(shared, name);
  const ended = path.join(shared, `${name}-ended`);
  if (isFirst(path.join(shared, `${name}-begun`))) {
    mkdirSync(folder);
    const problem = await problemOf(() => build(folder));
    // Whoever sees the file sees all that is in it.
    writeFileSync(`${ended}-now`, problem);
    renameSync(`${ended}-now`, ended);
  }
  for (let waitedMs = 0; !existsSync(ended); waitedMs += LOOK_MS) {
    if (waitedMs >= MOST_MS)
      throw new Error(`another test file began to build ${name} and did not end it`);
    await sleep(LOOK_MS);
  }
  const problem = readFileSync(ended, 'utf8');
  if (problem !== '') throw new Error(`${name} was not built: ${problem}`);
  return folder;
}

/** Empty: there is none. */
async function problemOf(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
    return '';
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
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
