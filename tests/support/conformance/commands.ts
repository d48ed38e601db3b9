import { fileURLToPath } from 'node:url';
import { ensureCommandsBuilt } from '../../../scripts/app-build.mjs';

/** The root of the repository, where the commands are started. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * What Node is started with for a command: the built one, which begins in a tenth of the time that the sources take.
 * That both are the same is shown by tests/conformance/checkout-commands.test.ts.
 */
export const commandArgs = (
  name: 'push' | 'device' | 'bundle' | 'diff' | 'sign',
  args: readonly string[],
): string[] => ['dist-cli/slipway.js', name, ...args];

/** Of vitest, before the first file of a project that starts commands. */
export function setup(): void {
  if (!ensureCommandsBuilt()) throw new Error('the command line does not build');
}
