import type { BuildInfo } from '../contracts/build-info.ts';
import english from './en/about.ts';
import { texts } from './locale.ts';

const text = texts('build', english.build);

/** `commit abc1234, build 1a2b3c4d`. */
export function buildDetails({ commit, build }: BuildInfo): string {
  const parts = [
    commit === null ? text.unknownCommit : text.commit(commit),
    build === null ? text.fromSource : text.build(build),
  ];
  return parts.join(', ');
}

/** What `--version` prints. */
export const versionLine = (info: BuildInfo): string =>
  `slipway ${info.version} (${buildDetails(info)})`;
