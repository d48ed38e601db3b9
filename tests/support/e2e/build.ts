import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt } from '../../../scripts/app-build.mjs';
import { SHARED_BUILD } from './built-once.ts';

/** The tests look at the built app, and at one build of the page that shows its states. */
export function setup(): () => void {
  if (!ensureBuilt()) throw new Error('the app does not build');
  const shared = mkdtempSync(path.join(tmpdir(), 'slipway-shared-'));
  process.env[SHARED_BUILD] = shared;
  return () => {
    rmSync(shared, { recursive: true, force: true });
  };
}
