/**
 * npm run plants [-- --only NAME[,NAME]] [--list]
 *
 * Plants each fault of this folder, one at a time, in a work tree of the last commit, and runs the tests that
 * its header names: at least one of them must fail. Before that they all must pass without a fault.
 * Last line: {"plants":{"planted","noticed","unnoticed"}}.
 */
import { performance } from 'node:perf_hooks';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readPlants, type Plant } from './plant-file.ts';
import { runTests } from './run-tests.ts';
import { openScratchTree, type ScratchTree } from './scratch-tree.ts';

const AT_ONCE = 2;
/** All tests that any plant names, without a fault. */
const SOUND_MS = 1_200_000;
/** The tests of one plant. */
const PLANTED_MS = 300_000;

const root = path.resolve(import.meta.dirname, '../../..');
const { values } = parseArgs({
  options: { only: { type: 'string' }, list: { type: 'boolean', default: false } },
});

const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('stopped')));
process.once('SIGTERM', () => stop.abort(new Error('stopped')));
process.exitCode = await main();

async function main(): Promise<number> {
  const plants = chosen(readPlants(import.meta.dirname));
  if (typeof plants === 'string') {
    console.error(plants);
    return 1;
  }
  if (values.list) {
    for (const { name, fault } of plants) console.log(`${name}: ${fault}`);
    return 0;
  }
  const trees: ScratchTree[] = [];
  try {
    while (trees.length < Math.min(AT_ONCE, plants.length)) trees.push(openScratchTree(root));
    return await plantAll(plants, trees);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    console.error('stopped');
    return 130;
  } finally {
    for (const tree of trees) tree.close();
  }
}

/** What is wrong with the options, in words. */
function chosen(plants: readonly Plant[]): readonly Plant[] | string {
  if (values.only === undefined) return plants;
  const names = values.only.split(',');
  const missing = names.find((name) => !plants.some((plant) => plant.name === name));
  if (missing !== undefined) return `no such plant: ${missing}`;
  return plants.filter(({ name }) => names.includes(name));
}

async function plantAll(plants: readonly Plant[], trees: readonly ScratchTree[]): Promise<number> {
  if (!(await isSound(plants, trees))) return 1;
  const queue = [...plants];
  const unnoticed: string[] = [];
  const work = async (tree: ScratchTree): Promise<void> => {
    for (let plant = queue.shift(); plant !== undefined; plant = queue.shift())
      if (!(await isNoticed(plant, tree))) unnoticed.push(plant.name);
  };
  await all(trees.map(work));
  const noticed = plants.length - unnoticed.length;
  const sum = { planted: plants.length, noticed, unnoticed: unnoticed.sort() };
  console.log(JSON.stringify({ plants: sum }));
  return unnoticed.length === 0 ? 0 : 1;
}

/** Every test that is named passes without a fault. */
async function isSound(plants: readonly Plant[], trees: readonly ScratchTree[]): Promise<boolean> {
  const tests = [...new Set(plants.flatMap((plant) => plant.tests))].sort();
  const started = performance.now();
  const shares = trees.map((tree, share) => ({
    tree,
    tests: tests.filter((_, at) => at % trees.length === share),
  }));
  const { signal } = stop;
  const runs = await all(
    shares
      .filter((share) => share.tests.length > 0)
      .map(({ tree, tests: some }) =>
        runTests(tree.folder, some, { signal, bails: false, mostMs: SOUND_MS }),
      ),
  );
  const failed = runs.flatMap((run) => run.failed);
  for (const name of failed) console.log(`FAILS WITHOUT A FAULT "${name}"`);
  const isWell = runs.every((run) => run.isWell);
  const passed = runs.reduce((sum, run) => sum + run.passed, 0);
  console.log(
    `without a fault: ${passed} passed, ${failed.length} failed in ${tests.length} files, ${secondsSince(started)} s`,
  );
  if (!isWell && failed.length === 0) console.log('A FILE CANNOT BE RUN');
  return isWell;
}

async function isNoticed(plant: Plant, tree: ScratchTree): Promise<boolean> {
  const started = performance.now();
  try {
    tree.plant(plant.file);
  } catch {
    console.log(`${plant.name}: DOES NOT APPLY`);
    return false;
  }
  try {
    const { signal } = stop;
    const run = await runTests(tree.folder, plant.tests, {
      signal,
      bails: true,
      mostMs: PLANTED_MS,
    });
    const [first] = run.failed;
    const how = first === undefined ? 'NOT NOTICED' : `noticed by "${first}"`;
    console.log(`${plant.name}: ${how}, ${secondsSince(started)} s`);
    return first !== undefined;
  } finally {
    tree.restore();
  }
}

/** As Promise.all, but waits for all of them: nothing may still run in a tree that is taken away. */
async function all<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}
