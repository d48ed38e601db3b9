import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildInfo } from '../messages/receipt-words.ts';

/** Put in by the build (scripts/build-info.ts). */
declare const SLIPWAY_BUILD: BuildInfo | undefined;

/** Of the built command what the build put in; of a checkout what package.json and git say. */
export function readBuildInfo(): BuildInfo {
  if (typeof SLIPWAY_BUILD !== 'undefined') return SLIPWAY_BUILD;
  return { ...readCheckout(fileURLToPath(new URL('../..', import.meta.url))), build: null };
}

/** Version and commit of the sources in `folder`. Throws what reading its package.json throws. */
export function readCheckout(folder: string): Pick<BuildInfo, 'version' | 'commit'> {
  const text = readFileSync(path.join(folder, 'package.json'), 'utf8');
  return { version: parseVersion(JSON.parse(text)), commit: commitOf(folder) };
}

function parseVersion(manifest: unknown): string {
  const has = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return has && typeof manifest.version === 'string' ? manifest.version : '0.0.0';
}

/** null without git, and for sources that lie inside a repository of something else. */
function commitOf(folder: string): string | null {
  const args = ['-C', folder, 'rev-parse', '--show-prefix', '--short', 'HEAD'];
  try {
    const printed = execFileSync('git', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [prefix, commit] = printed.split('\n');
    return prefix === '' && commit !== undefined && commit !== '' ? commit : null;
  } catch {
    return null; // no git, or no repository: the version is known all the same
  }
}
