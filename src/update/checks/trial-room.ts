/** How long a trial has to be so that its checks can be made. Pure. */
import type { UpdateOptions } from '../deps.ts';
import { CHECK_ANSWER_MS } from './ask-check.ts';
import { DOUBT_MS } from './trial-checks.ts';

/** For OTA.Commit, a reply of it that is lost, and a clock of the device that is ahead of ours. */
const COMMIT_MS = 15_000;

/**
 * The same, with a trial that leaves room for its checks at their slowest: from the start of the firmware, which may take as long as
 * a first start does to answer, each question twice. A device that commits by itself is given a trial: nothing would be left to decide.
 */
export function withRoomForChecks(options: UpdateOptions): UpdateOptions {
  const { commit, commitTimeoutMs, timeouts } = options;
  if (commit.kind !== 'ask') return options;
  const { checks = [], guard } = commit;
  if (guard === undefined && checks.length === 0) return options;
  const askedMs = 2 * (checks.length + 1) * CHECK_ANSWER_MS;
  const leastMs = timeouts.firstStart + askedMs + DOUBT_MS + COMMIT_MS;
  return { ...options, commitTimeoutMs: Math.max(commitTimeoutMs, leastMs) };
}
