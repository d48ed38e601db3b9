/**
 * What the vendors' own forms are known to break, each with its QUIRK in the source and its line in
 * docs/BOOT-CONFIG.md. A violation of such a profile that none of these explains is a new kind and fails the run.
 */
import type { Invariant, Violation } from './checks.ts';
import { parseReplayId } from './replay-id.ts';

export interface Weakness {
  readonly id: string;
  readonly profiles: readonly string[];
  /** Numbers of the invariants that it breaks; `plain` and so on for those without. */
  readonly breaks: readonly string[];
  /** Partitions in which the cut fell; empty: any, or none. */
  readonly at: readonly string[];
  /** Only in these scenarios; empty: in all. */
  readonly scenarios: readonly string[];
}

export const WEAKNESSES: readonly Weakness[] = [];

/** The id of the weakness that a violation is; null for what must not be. */
export function explain(violation: Violation): string | null {
  const id = parseReplayId(violation.replay);
  if (id === null) return null;
  const found = WEAKNESSES.find(
    ({ profiles, breaks, at, scenarios }) =>
      profiles.includes(id.profile) &&
      breaks.includes(shortName(violation.invariant)) &&
      (at.length === 0 || at.includes(violation.partition)) &&
      (scenarios.length === 0 || scenarios.includes(id.scenario)),
  );
  return found?.id ?? null;
}

/** `I5`, `stable` … */
export const shortName = (invariant: Invariant): string => /^[\w]+/.exec(invariant)?.[0] ?? '';
