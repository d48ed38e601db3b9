// `npm run lint [-- FILE…]`: the rules that ask for types by oxlint, all others and the components by ESLint, then the format.
// Named files are looked at alone.
import { spawnSync } from 'node:child_process';

const files = process.argv.slice(2);
const targets = files.length === 0 ? ['.'] : files;
const named = (pattern) => files.length === 0 || files.some((file) => pattern.test(file));

const steps = [
  // It asks for every file of a program at once, so one file costs nearly as much as all of them.
  ['oxlint', ['bin/oxlint'], ['--type-aware', '--max-warnings', '0'], /\.ts$/],
  [
    'eslint',
    ['bin/eslint.js'],
    ['--max-warnings', '0', '--no-warn-ignored'],
    /\.(ts|svelte|mjs|js)$/,
  ],
  ['prettier', ['bin/prettier.cjs'], ['--check', '--ignore-unknown', '--log-level', 'warn'], /./],
];

let failed = false;
for (const [tool, [script], options, pattern] of steps) {
  if (!named(pattern)) continue;
  const chosen = files.length === 0 ? targets : files.filter((file) => pattern.test(file));
  const args = [`node_modules/${tool}/${script}`, ...options, ...chosen];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status === 0) continue;
  console.log(`lint: ${tool} FAILED`);
  failed = true;
}
process.exit(failed ? 1 : 0);
