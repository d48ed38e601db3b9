// Before `npm pack`: the command line as it is packed, built only where a source is younger. Tests that run it at the same
// time keep what they run.
import { ensureCommandsBuilt } from './app-build.mjs';

process.exit(ensureCommandsBuilt() ? 0 : 1);
