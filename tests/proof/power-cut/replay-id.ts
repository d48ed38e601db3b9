/**
 * Names one cut so that it can be made again from scratch: `profile:scenario:operation:variant[:seed]`,
 * and for a second cut during the recovery `/operation:variant[:seed]` after it. Without a cut it names the
 * plain scenario.
 */
import { TORN_VARIANTS, type PlannedCut } from '../../../src/ota-core/flash/fault-plan.ts';

export interface ReplayId {
  readonly profile: string;
  readonly scenario: string;
  /** None: the plain scenario. One, or two with the second in the recovery from the first. */
  readonly cuts: readonly PlannedCut[];
}

export function formatReplayId({ profile, scenario, cuts }: ReplayId): string {
  return [profile, scenario, ...(cuts.length === 0 ? [] : [cuts.map(formatCut).join('/')])].join(
    ':',
  );
}

/** null if it is not one. */
export function parseReplayId(text: string): ReplayId | null {
  const found = /^([\w-]+):([\w-]+)(?::(.+))?$/.exec(text);
  const [, profile, scenario, rest] = found ?? [];
  if (profile === undefined || scenario === undefined) return null;
  const cuts = rest?.split('/').map(parseCut) ?? [];
  const sound = cuts.filter((cut) => cut !== null);
  return sound.length === cuts.length ? { profile, scenario, cuts: sound } : null;
}

function formatCut({ operation, variant, seed }: PlannedCut): string {
  return variant === 'clean' ? `${operation}:clean` : `${operation}:${variant}:${seed ?? 0}`;
}

function parseCut(text: string): PlannedCut | null {
  const [, operation, name, seed] = /^(\d+):([a-z]+)(?::(\d+))?$/.exec(text) ?? [];
  const variant = TORN_VARIANTS.find((known) => known === name);
  if (operation === undefined || variant === undefined) return null;
  return { operation: Number(operation), variant, seed: Number(seed ?? 0) };
}
