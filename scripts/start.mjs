// `npm start`: installs what is missing, builds what has changed, serves the app. Ctrl-C ends it.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './app-build.mjs';
import { ensurePackages } from './ensure.mjs';
import { serve } from './static-server.mjs';

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(home);

ensurePackages();
if (!ensureBuilt()) process.exit(1);

const preferred = Number(process.env.PORT ?? 4173);
const server = await serve(path.join(home, 'dist'), { port: preferred, host: 'localhost' });
console.log(`Slipway is at http://localhost:${server.port}  (Ctrl-C ends it)`);

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void server.close().then(() => process.exit(0)));
