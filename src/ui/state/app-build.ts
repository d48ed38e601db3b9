import type { BuildInfo } from '../../contracts/build-info.ts';

/** Put in by the build (scripts/build-info.ts). */
declare const SLIPWAY_BUILD: BuildInfo | undefined;

/** What this page was built from; a page that another build is made of (tests, pictures) has no version. */
export const appBuild: BuildInfo =
  typeof SLIPWAY_BUILD === 'undefined'
    ? { version: 'development', commit: null, build: null }
    : SLIPWAY_BUILD;
