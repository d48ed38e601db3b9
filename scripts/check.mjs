// `npm run check`: types of everything, lint and unit tests of what changed since HEAD (or, where nothing did, in the last
// commit), in well under a minute. --all: lint and unit tests of everything.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensurePackages } from './ensure.mjs';
import { QUICK, script, tests } from './parts.mjs';
import { changedFiles, relatedTests } from './related-tests.mjs';
import { printEnd, runPart } from './step.mjs';

/** The nearest ones: what imports a file through many others is `npm test`'s. */
const MOST_TEST_FILES = 24;
const LINTED = /\.(ts|mts|mjs|js|svelte|json|md|css|html)$/;

ensurePackages();
const all = process.argv.includes('--all');
const changed = changedFiles();
const related = relatedTests(changed);
const nearest = related.slice(0, MOST_TEST_FILES);
if (!all) {
  console.log(`Changed: ${changed.length} files; unit tests that reach them: ${related.length}.`);
  if (related.length > nearest.length)
    console.log(`The nearest ${nearest.length} are run here, all of them by npm test.`);
}

const scratch = mkdtempSync(path.join(tmpdir(), 'slipway-check-'));
const options = { env: {}, scratch, beside: true };
const units = tests('unit tests', QUICK, { files: all ? [] : nearest });

const toLint = changed.filter((file) => LINTED.test(file));
const lint = script('lint', 'scripts/lint.mjs', ...(all ? [] : toLint));
const checked = await Promise.all([
  runPart(script('types', 'scripts/types.mjs'), options),
  ...(all || toLint.length > 0 ? [runPart(lint, options)] : []),
]);
const tested =
  all || nearest.length > 0 ? [await runPart(units, { ...options, beside: false })] : [];
rmSync(scratch, { recursive: true, force: true });
process.exit(printEnd([...checked, ...tested]) ? 0 : 1);
