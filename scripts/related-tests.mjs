// Which unit tests have to do with a changed file: those that import it, the nearest first.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const IMPORT = /(?:from|import\()\s*'(\.[^'?]+)(?:\?[^']*)?'|^import\s+'(\.[^'?]+)'/gm;
const CODE = /\.(ts|mts|mjs|svelte)$/;
const DOCUMENT = /\.md$/;
const UNIT_TEST = /^tests\/(unit|repository|contracts)\/.*\.test\.ts$/;

const git = (...args) =>
  spawnSync('git', args, { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);

/** Of the work tree against HEAD; where nothing is changed, of the last commit. Only files that are there. */
export function changedFiles() {
  const now = [
    ...git('diff', '--name-only', 'HEAD'),
    ...git('ls-files', '--others', '--exclude-standard'),
  ];
  const changed = now.length > 0 ? now : git('diff', '--name-only', 'HEAD~1', 'HEAD');
  return [...new Set(changed)].filter((file) => existsSync(file));
}

/** For each file of the project, the files that import it. */
function importers() {
  const byFile = new Map();
  const files = git(
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
    'src',
    'tests',
    'scripts',
    'eslint',
  );
  for (const file of files.filter((name) => CODE.test(name) && existsSync(name)))
    for (const [, from, bare] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const imported = path.posix.join(path.posix.dirname(file), from ?? bare);
      byFile.set(imported, [...(byFile.get(imported) ?? []), file]);
    }
  return byFile;
}

/** All unit tests that reach one of these files by imports, the nearest first; the files themselves where they are tests. */
export function relatedTests(files) {
  const byFile = importers();
  const seen = new Set(files);
  for (const file of seen) for (const importer of byFile.get(file) ?? []) seen.add(importer);
  const byImport = [...seen].filter((file) => UNIT_TEST.test(file));
  // Documents are imported by nobody; the tests of the repository read them all.
  const ofDocs = files.some((file) => DOCUMENT.test(file))
    ? git('ls-files', 'tests/repository/*.test.ts')
    : [];
  return [...new Set([...byImport, ...ofDocs])];
}
