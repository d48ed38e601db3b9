import { fileURLToPath } from 'node:url';
import type { BuildInfo } from '../contracts/build-info.ts';

/** Put in by the build (scripts/build-info.ts). */
declare const SLIPWAY_BUILD: BuildInfo | undefined;

/** Of the built command what the build put in; of a checkout what package.json and git say. */
export async function readBuildInfo(): Promise<BuildInfo> {
  if (typeof SLIPWAY_BUILD !== 'undefined') return SLIPWAY_BUILD;
  const { readCheckout } = await import('./checkout.ts');
  return { ...readCheckout(fileURLToPath(new URL('../..', import.meta.url))), build: null };
}
