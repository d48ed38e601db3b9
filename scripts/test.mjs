// `npm test` and `npm run test:full`: the same steps and the same tests; --full runs every matrix whole.
// The last line is "N passed, N failed".
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  ensureBluetoothBench,
  ensureChromium,
  ensurePackages,
  ensureSerialBench,
} from './ensure.mjs';

const LINES_OF_A_FAILURE = 12;

const full = process.argv.includes('--full');
const scratch = mkdtempSync(path.join(tmpdir(), 'slipway-test-'));
const totals = { passed: 0, failed: 0 };
/** What failed, said once more at the end: of a long log people see the last page. */
const failures = [];

/** Runs a step; beside another one its output is kept back until it ends, so that no two mix. */
function run(name, args, { env = {}, beside = false } = {}) {
  const started = Date.now();
  if (!beside) console.log(`\n== ${name}`);
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', beside ? 'pipe' : 'inherit', beside ? 'pipe' : 'inherit'],
    env: { ...process.env, ...env },
  });
  const printed = [];
  child.stdout?.on('data', (bytes) => printed.push(bytes));
  child.stderr?.on('data', (bytes) => printed.push(bytes));
  return new Promise((resolve) => {
    child.on('close', (status) => {
      if (beside) console.log(`\n== ${name}\n${Buffer.concat(printed).toString()}`.trimEnd());
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      console.log(`== ${name}: ${status === 0 ? 'ok' : 'FAILED'} in ${seconds} s`);
      resolve(status === 0);
    });
  });
}

/** A step that is one check. */
async function check(name, args, options) {
  const ok = await run(name, args, options);
  totals[ok ? 'passed' : 'failed'] += 1;
  if (!ok) failures.push(name);
}

/** A vitest run, counted test by test. */
async function tests(name, projects, { env, beside = false, files = [] }) {
  const report = path.join(scratch, `${name.replace(/\W+/g, '-')}.json`);
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...files];
  args.push(...projects.flatMap((project) => ['--project', project]));
  args.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
  const ok = await run(name, args, { env, beside });
  let counted = { numPassedTests: 0, numFailedTests: 0 };
  try {
    counted = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    // no report: the run itself broke, which `ok` tells
  }
  totals.passed += counted.numPassedTests;
  totals.failed += counted.numFailedTests;
  failures.push(...failedTests(name, counted.testResults ?? []));
  if (ok || counted.numFailedTests > 0) return;
  totals.failed += 1;
  failures.push(`${name}: the run itself broke`);
}

/** Each failed test of a report: its step, its name and the beginning of what it said. */
function failedTests(step, files) {
  return files.flatMap((file) => {
    const tests = file.assertionResults.filter((test) => test.status === 'failed');
    if (tests.length === 0 && file.status === 'failed')
      return [`${step}: ${file.name}\n${file.message}`];
    return tests.map((test) => {
      const said = test.failureMessages.join('\n').split('\n').slice(0, LINES_OF_A_FAILURE);
      return [`${step}: ${test.fullName}`, ...said].join('\n    ');
    });
  });
}

async function lintAndFormat() {
  const beside = { beside: true };
  await check('lint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'], beside);
  const prettier = ['node_modules/prettier/bin/prettier.cjs', '--check', '.'];
  await check('format', [...prettier, '--log-level', 'warn'], beside);
}

ensurePackages();
const chromium = ensureChromium();
// Before steps go side by side: the system's package manager works for one at a time.
ensureSerialBench();
ensureBluetoothBench();
const env = { SLIPWAY_FULL: full ? '1' : '', CHROMIUM: chromium };

// Neither uses more than one core, and neither measures time.
await Promise.all([check('types', ['scripts/types.mjs'], { beside: true }), lintAndFormat()]);
const fast = ['unit', 'repository', 'contracts', 'conformance', 'proof'];
await tests('unit, contracts, power cuts, conformance', fast, { env });
// Both use two cores, so nothing is won by side by side, and tests have their time to keep.
if (full)
  await check('sweep, every matrix', [
    '--import',
    'tsx',
    'tests/proof/power-cut/sweep.ts',
    '--full',
  ]);
await check('build', ['node_modules/vite/bin/vite.js', 'build']);
await check('size budget', ['scripts/size.mjs', '--no-build']);
// It builds the app once more, which the others look at.
const flows = ['e2e'];
const start = 'tests/e2e/start.e2e.ts';
await tests('npm start', flows, { env, files: [start] });
// Most of these wait for a device, a line or a radio, so three go side by side; only the states are all work.
const named = (...names) => names.map((name) => `tests/e2e/${name}.e2e.ts`);
const states = named('accessibility');
const lanes = named('lanes');
const lines = [...named('serial'), ...(full ? [] : lanes)];
const radio = ['', '-app', '-bench', '-hidden', '-screens'].map((part) => `bluetooth${part}`);
const beside = named(...radio, 'attention', 'console', 'keyboard', 'paper', 'power-cut');
const others = [start, ...states, ...lanes, ...lines, ...beside].flatMap((file) => [
  '--exclude',
  file,
]);
await Promise.all([
  tests('end to end in Chromium', flows, { env, files: others }),
  tests('end to end: cables', flows, { env, files: lines, beside: true }),
  tests('end to end: radio, keys, console', flows, { env, files: beside, beside: true }).then(() =>
    tests('every state, by axe', flows, { env, files: states, beside: true }),
  ),
]);
// They are timed against each other, so nothing may run beside.
if (full) await tests('end to end: lanes, timed', flows, { env, files: lanes });

rmSync(scratch, { recursive: true, force: true });
for (const failure of failures) console.log(`\nFAILED ${failure}`);
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
