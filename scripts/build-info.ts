import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import { readCheckout } from '../src/cli/build-info.ts';
import type { BuildInfo } from '../src/messages/receipt-words.ts';
import { BUILD_SOURCES } from './app-build.mjs';

/** Enough that no two builds of one version share it. */
const HASH_DIGITS = 8;

/** Replaces SLIPWAY_BUILD in the sources by version, commit and build hash. While developing nothing is built: no hash. */
export const buildInfoPlugin: Plugin = {
  name: 'build-info',
  config(_, { command }) {
    const home = process.cwd();
    const build = command === 'build' ? sourcesHash(home, BUILD_SOURCES) : null;
    const info: BuildInfo = { ...readCheckout(home), build };
    return { define: { SLIPWAY_BUILD: JSON.stringify(info) } };
  },
};

/**
 * The beginning of the SHA-256 over path and content of every file in `sources`, in an order that does not
 * depend on the machine: the same tree has the same hash, whenever and wherever it is built.
 */
export function sourcesHash(home: string, sources: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesIn(home, source)).sort()) {
    const content = readFileSync(path.join(home, file));
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, HASH_DIGITS);
}

/** Paths below `home` with forward slashes. Hidden files belong to the machine, not to the product. */
function filesIn(home: string, source: string): readonly string[] {
  if (!statSync(path.join(home, source)).isDirectory()) return [source];
  return readdirSync(path.join(home, source))
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) => filesIn(home, `${source}/${name}`));
}
