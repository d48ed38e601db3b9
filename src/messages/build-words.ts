import type { BuildInfo } from '../contracts/build-info.ts';

/** `commit abc1234, build 1a2b3c4d`. */
export function buildDetails({ commit, build }: BuildInfo): string {
  const built = build === null ? 'run from source' : `build ${build}`;
  return `commit ${commit ?? 'unknown'}, ${built}`;
}

/** What `--version` prints. */
export const versionLine = (info: BuildInfo): string =>
  `slipway ${info.version} (${buildDetails(info)})`;
