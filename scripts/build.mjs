// The build step of the tests: builds the app anew, whatever is there.
import { rmSync } from 'node:fs';
import { ensureBuilt } from './app-build.mjs';

rmSync('dist', { recursive: true, force: true });
process.exit(ensureBuilt() ? 0 : 1);
