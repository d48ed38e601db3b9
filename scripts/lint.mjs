// `npm run lint [-- FILE…]`: the rules that ask for types by oxlint, all others and the components by ESLint, and the format.
// Named files are looked at alone.
import { spawn } from 'node:child_process';

const files = process.argv.slice(2);

/** Prettier's second command line takes half the time of the first, for the same answer. */
const PRETTIER = { PRETTIER_EXPERIMENTAL_CLI: '1' };
const oxlint = {
  args: ['oxlint/bin/oxlint', '--type-aware', '--max-warnings', '0'],
  pattern: /\.ts$/,
};
const eslint = {
  args: ['eslint/bin/eslint.js', '--max-warnings', '0', '--no-warn-ignored'],
  pattern: /\.(ts|svelte|mjs|js)$/,
};
const prettier = {
  args: ['prettier/bin/prettier.cjs', '--check', '--ignore-unknown', '--log-level', 'warn'],
  pattern: /./,
  env: PRETTIER,
};

/** What it prints is kept until it ends, so that no two mix. */
function succeeds({ args: [script, ...options], pattern, env = {} }) {
  const chosen = files.length === 0 ? ['.'] : files.filter((file) => pattern.test(file));
  if (chosen.length === 0) return true;
  const child = spawn(process.execPath, [`node_modules/${script}`, ...options, ...chosen], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const printed = [];
  child.stdout.on('data', (bytes) => printed.push(bytes));
  child.stderr.on('data', (bytes) => printed.push(bytes));
  return new Promise((resolve) => {
    child.on('close', (status) => {
      if (status !== 0) console.log(Buffer.concat(printed).toString());
      console.log(`lint: ${script.split('/', 1)[0]} ${status === 0 ? 'ok' : 'FAILED'}`);
      resolve(status === 0);
    });
  });
}

async function allSucceed(tools) {
  const ended = [];
  for (const tool of tools) ended.push(await succeeds(tool));
  return ended.every(Boolean);
}

// ESLint takes as long on one core as the others, which use all that there are.
const ended = await Promise.all([allSucceed([oxlint, prettier]), allSucceed([eslint])]);
process.exit(ended.every(Boolean) ? 0 : 1);
