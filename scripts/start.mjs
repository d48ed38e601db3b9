// `npm start`: installs what is missing, builds, serves the app. Ctrl-C ends it.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './ensure.mjs';
import { serve } from './static-server.mjs';

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(home);

ensurePackages();
console.log('Building …');
const built = spawnSync(
  process.execPath,
  ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
if (built.status !== 0) process.exit(1);

const preferred = Number(process.env.PORT ?? 4173);
const server = await serve(path.join(home, 'dist'), { port: preferred, host: 'localhost' });
console.log(`Slipway is at http://localhost:${server.port}  (Ctrl-C ends it)`);

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void server.close().then(() => process.exit(0)));
