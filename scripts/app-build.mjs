// The built app in dist and the built command line in dist-cli: built again only where a source is younger.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** What both are built from. */
export const BUILD_SOURCES = [
  'index.html',
  'package-lock.json',
  'package.json',
  'public',
  'scripts',
  'src',
  'vite.cli.config.ts',
  'vite.config.ts',
];

/** Grows with every commit, whose id is in both; of a linked work tree it lies elsewhere. Nothing outside a repository. */
const COMMITS = (() => {
  const { stdout } = spawnSync('git', ['rev-parse', '--git-path', 'logs/HEAD']);
  return stdout?.toString().trim() || '.git/logs/HEAD';
})();

function newest(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(0, ...readdirSync(file).map((name) => newest(path.join(file, name))));
}

/** Runs vite where `made` is older than a source. False where that failed. */
function ensure(made, name, options) {
  const built = statSync(made, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built >= Math.max(...[...BUILD_SOURCES, COMMITS].map(newest))) return true;
  // Not on standard output: that of `npm pack` is read by others.
  console.error(`Building ${name} …`);
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn', ...options],
    // vitest sets NODE_ENV=test, which would build the app as for development
    { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, NODE_ENV: 'production' } },
  );
  return status === 0;
}

/** In the current folder. False where the build failed. */
export const ensureBuilt = () => ensure('dist/index.html', 'the app', []);

/** The same of the command line. */
export const ensureCommandsBuilt = () =>
  ensure('dist-cli/slipway.js', 'the command line', ['--config', 'vite.cli.config.ts']);
