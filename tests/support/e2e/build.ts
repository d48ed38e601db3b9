import { ensureBuilt } from '../../../scripts/app-build.mjs';

/** The tests look at the built app. */
export function setup(): void {
  if (!ensureBuilt()) throw new Error('the app does not build');
}
