// `npm run check`: types of everything, lint and unit tests of what changed since HEAD (or, where nothing did, in the last
// commit), in well under a minute. --all: lint and unit tests of everything.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensurePackages } from './ensure.mjs';
import { changedFiles, relatedTests } from './related-tests.mjs';
import { runPart } from './step.mjs';

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
const script = (name, args) => ({ name, kind: 'script', args });
const units = {
  name: 'unit tests',
  kind: 'tests',
  projects: ['unit', 'mocked', 'repository', 'contracts'],
  files: all ? [] : nearest,
  leave: [],
  workers: 2,
};

const toLint = changed.filter((file) => LINTED.test(file));
const lint = script('lint', ['scripts/lint.mjs', ...(all ? [] : toLint)]);
const types = await Promise.all([
  runPart(script('types', ['scripts/types.mjs']), options),
  ...(all || toLint.length > 0 ? [runPart(lint, options)] : []),
]);
const tested =
  all || nearest.length > 0 ? [await runPart(units, { ...options, beside: false })] : [];
rmSync(scratch, { recursive: true, force: true });

const results = [...types, ...tested];
for (const failure of results.flatMap(({ failures }) => failures))
  console.log(`\nFAILED ${failure}`);
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(sum('failed') === 0 ? 0 : 1);
