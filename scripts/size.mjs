// `npm run size`: what each entry weighs, gzipped, with all it loads at its start. Exit 1 above a budget.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { ensureBuilt } from './app-build.mjs';

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(home);
const dist = path.join(home, 'dist');
const assets = path.join(dist, 'assets');

/** kB are thousands of bytes. */
const BUDGETS = { shell: 60_000, updater: 45_000, emulator: 60_000 };
/** Of all words of a language, by its tag. English is in the code. */
const LANGUAGE_BUDGETS = { de: 45_000 };
/** Of those of late screens, which are fetched with the first of them. */
const LATE_BUDGETS = { de: 20_000 };

const isThere = process.argv.includes('--no-build') && existsSync(path.join(dist, 'index.html'));
if (!isThere && !ensureBuilt()) process.exit(1);

/** A script and every script it imports without being asked to, that is not by `import()`. */
function withImports(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  const statics = /(?:^|[;}\s])(?:import|export)\s*(?:[\w$*{}\s,]+from)?\s*["'](\.[^"']+\.js)["']/g;
  for (const [, source] of text.matchAll(statics))
    withImports(path.resolve(path.dirname(file), source), seen);
  return seen;
}

function shellFiles() {
  const page = path.join(dist, 'index.html');
  const html = readFileSync(page, 'utf8');
  const tags = [...html.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+\.(?:js|css))"/g)];
  const files = tags.map(([, source]) => path.resolve(dist, source));
  const scripts = files.filter((file) => file.endsWith('.js'));
  return new Set([page, ...files, ...scripts.flatMap((file) => [...withImports(file)])]);
}

const workerFiles = (name) => withImports(assetNamed(`${name}.worker-`));

/** All words of a language but English, which is in the code. The shell is there before it. */
const languageFiles = (tag) => new Set([assetNamed(`language-${tag}-`)]);
const lateFiles = (tag) => new Set([assetNamed(`late-language-${tag}-`)]);

function assetNamed(start) {
  const found = readdirSync(assets).find((file) => file.startsWith(start) && file.endsWith('.js'));
  if (found === undefined) throw new Error(`no ${start}*.js in dist/assets`);
  return path.join(assets, found);
}

/** Each file on its own, as a server sends it. */
const gzip = (files) =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);

const entry = (name, files, budget) => ({ name, files, budget });

const entries = [
  entry('shell', shellFiles(), BUDGETS.shell),
  entry('updater', workerFiles('updater'), BUDGETS.updater),
  entry('emulator', workerFiles('emulator'), BUDGETS.emulator),
  ...Object.entries(LANGUAGE_BUDGETS).map(([tag, budget]) =>
    entry(`words-${tag}`, languageFiles(tag), budget),
  ),
  ...Object.entries(LATE_BUDGETS).map(([tag, budget]) =>
    entry(`late-${tag}`, lateFiles(tag), budget),
  ),
];

let failed = false;
const size = {};
for (const { name, files, budget } of entries) {
  const bytes = gzip(files);
  size[name] = { gzip: bytes, budget, files: files.size };
  failed ||= bytes > budget;
  const share = `${(bytes / 1000).toFixed(1)} of ${budget / 1000} kB`;
  console.log(`${name.padEnd(9)} ${share.padEnd(18)} ${bytes > budget ? 'TOO LARGE' : 'ok'}`);
}
console.log(JSON.stringify({ size }));
process.exit(failed ? 1 : 0);
