// Every program of the project, type-checked: the fences of docs/DESIGN.md are compile errors. TypeScript 7 checks the plain
// programs; svelte-check drives it too, over what it makes of the components (written to .svelte-check, not committed).
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

const programs = [
  'core',
  'neutral-web',
  'neutral-node',
  'worker',
  'app',
  'node',
  'worker-tests',
  'e2e',
];

const succeeds = (...args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0;

const failed = programs.filter(
  (name) => !succeeds('node_modules/@typescript/native/bin/tsc', '-p', `tsconfig.${name}.json`),
);
// It leaves what it made of components that are gone by now, and checks that too.
rmSync('.svelte-check', { recursive: true, force: true });
const svelte = ['--tsconfig', './tsconfig.app.json', '--fail-on-warnings', '--tsgo'];
if (!succeeds('node_modules/svelte-check/bin/svelte-check', ...svelte)) failed.push('components');
for (const name of failed) console.log(`types ${name}: FAILED`);
process.exit(failed.length === 0 ? 0 : 1);
