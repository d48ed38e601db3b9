// `npm test` and `npm run test:full`: the same steps and the same tests; --full runs every matrix whole.
// The last line is "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureChromium, ensurePackages } from './ensure.mjs';

const full = process.argv.includes('--full');
const scratch = mkdtempSync(path.join(tmpdir(), 'slipway-test-'));
const totals = { passed: 0, failed: 0 };

function run(name, command, args, env = {}) {
  const started = Date.now();
  console.log(`\n== ${name}`);
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  console.log(
    `== ${name}: ${status === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
  return status === 0;
}

/** A step that is one check. */
function check(name, args) {
  const ok = run(name, process.execPath, args);
  totals[ok ? 'passed' : 'failed'] += 1;
}

/** A vitest run, counted test by test. */
function tests(name, config, env) {
  const report = path.join(scratch, `${path.basename(config)}.json`);
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', config];
  args.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
  const ok = run(name, process.execPath, args, env);
  let counted = { numPassedTests: 0, numFailedTests: 0 };
  try {
    counted = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    // no report: the run itself broke, which `ok` tells
  }
  totals.passed += counted.numPassedTests;
  totals.failed += counted.numFailedTests;
  if (!ok && counted.numFailedTests === 0) totals.failed += 1;
}

ensurePackages();
const chromium = ensureChromium();
const env = { SLIPWAY_FULL: full ? '1' : '', CHROMIUM: chromium };

check('types', ['scripts/types.mjs']);
check('lint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0']);
check('format', ['node_modules/prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn']);
tests('unit, contracts, power cuts, conformance', 'vitest.config.ts', env);
if (full) check('sweep, every matrix', ['--import', 'tsx', 'tests/power-cut/sweep.ts', '--full']);
check('build', ['node_modules/vite/bin/vite.js', 'build']);
check('size budget', ['scripts/size.mjs', '--no-build']);
tests('end to end in Chromium', 'vitest.e2e.config.ts', env);

rmSync(scratch, { recursive: true, force: true });
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
