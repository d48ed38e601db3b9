// Every program of the project, type-checked: the fences of docs/DESIGN.md are compile errors.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

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
let failed = 0;
for (const name of programs) {
  const run = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', `tsconfig.${name}.json`],
    {
      stdio: 'inherit',
    },
  );
  console.log(`types ${name}: ${run.status === 0 ? 'ok' : 'FAILED'}`);
  if (run.status !== 0) failed += 1;
}
if (existsSync('src/ui/App.svelte')) {
  const args = [
    'node_modules/svelte-check/bin/svelte-check',
    '--tsconfig',
    './tsconfig.app.json',
    '--fail-on-warnings',
  ];
  const run = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (run.status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
