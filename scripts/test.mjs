// `npm test`: the whole product's proof in samples, tier by tier. `npm run test:full`: every matrix whole, in named parts;
// --list names them, --only NAME[,NAME] runs these, --resume leaves out what passed on this very commit.
// The last line is "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PARTS, TIERS } from './parts.mjs';
import { printEnd, runPart } from './step.mjs';

const PASSED = '.cache/test-full.json';

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    only: { type: 'string' },
    resume: { type: 'boolean', default: false },
    // Where the reports of the test runs are kept; a temporary folder without it.
    reports: { type: 'string' },
  },
});

const git = (...args) => {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
};

/** The commit with nothing changed since, or null: what passed on it need not run again. */
const cleanCommit = () => (git('status', '--porcelain') === '' ? git('rev-parse', 'HEAD') : null);

/** Eight hexadecimal digits. By the commit, so that samples move on while each commit's stay. */
function chooseSeed() {
  const seed = process.env.SLIPWAY_SEED ?? git('rev-parse', 'HEAD')?.slice(0, 8) ?? '00000000';
  if (!/^[0-9a-f]{8}$/.test(seed)) {
    console.error(`SLIPWAY_SEED is "${seed}". Expected eight hexadecimal digits.`);
    process.exit(1);
  }
  return seed;
}

function passedBefore(commit) {
  if (commit === null) return [];
  try {
    const kept = JSON.parse(readFileSync(PASSED, 'utf8'));
    return kept.commit === commit ? kept.parts : [];
  } catch {
    return [];
  }
}

function chosenParts() {
  if (values.only === undefined) return PARTS;
  const names = values.only.split(',');
  const unknown = names.filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0) {
    const known = PARTS.map(({ name }) => name).join(', ');
    console.error(`There is no part named ${unknown.join(', ')}. The parts are: ${known}.`);
    process.exit(1);
  }
  return PARTS.filter(({ name }) => names.includes(name));
}

/** The tiers to run: those of `npm test`, or each part of the full run alone. */
function tiersToRun(commit) {
  if (!values.full) return TIERS;
  const done = values.resume ? passedBefore(commit) : [];
  if (done.length > 0) console.log(`Passed before on this commit, left out: ${done.join(', ')}`);
  return chosenParts()
    .filter(({ name }) => !done.includes(name))
    .map((part) => [part]);
}

function keepPassed(commit, name) {
  if (commit === null || !values.full) return;
  mkdirSync(path.dirname(PASSED), { recursive: true });
  const parts = [...new Set([...passedBefore(commit), name])];
  writeFileSync(PASSED, JSON.stringify({ commit, parts }));
}

if (values.list) {
  for (const { name } of PARTS) console.log(name);
  process.exit(0);
}

const commit = cleanCommit();
const tiers = tiersToRun(commit);
const needs = tiers.flat().flatMap(({ setup = [] }) => setup);
const setUp = ['scripts/setup.mjs', ...needs];
if (spawnSync(process.execPath, setUp, { stdio: 'inherit' }).status !== 0) process.exit(1);

const scratch = values.reports ?? mkdtempSync(path.join(tmpdir(), 'slipway-test-'));
mkdirSync(scratch, { recursive: true });
const seed = chooseSeed();
console.log(`Samples by seed ${seed}; the same again: SLIPWAY_SEED=${seed} npm test`);
const env = {
  SLIPWAY_FULL: values.full ? '1' : '',
  SLIPWAY_SEED: seed,
};
const results = [];
for (const tier of tiers) {
  const options = { env, scratch, beside: tier.length > 1 };
  const ended = await Promise.all(tier.map((part) => runPart(part, options)));
  results.push(...ended);
  for (const { name, failed } of ended) if (failed === 0) keepPassed(commit, name);
}
if (values.reports === undefined) rmSync(scratch, { recursive: true, force: true });

const isGreen = printEnd(results);
const hasRun = results.some(({ passed }) => passed > 0);
process.exit(isGreen && (hasRun || values.resume) ? 0 : 1);
