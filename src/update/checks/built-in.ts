/** What every firmware on trial is checked for, by what the device said before the update and says now. Pure. */
import { STEADY_S } from '../../contracts/product-check.ts';
import type { BuiltInCheck, CheckReport, CheckState } from '../../contracts/product-check.ts';
import type { DeviceView } from '../ask-device.ts';
import type { HealthCheck } from '../events.ts';

export interface BuiltInFacts {
  /** Of the firmware that was sent. */
  readonly target: { readonly version: string; readonly buildId: string };
  readonly before: Pick<DeviceView, 'info' | 'boot'>;
  readonly after: Pick<DeviceView, 'info' | 'boot'>;
  /** How it answered last, and whether it ever restarted; null = it was not asked yet. */
  readonly health: HealthCheck | null;
}

/** A firmware that is well has at least this share of the memory that was free before. */
const MEMORY_SHARE = 0.7;
/** Longer than any link of a device that is well needs for one short answer. */
const SLOW_MS = 2_000;

export const builtInChecks = (facts: BuiltInFacts): readonly CheckReport[] => [
  sameAs('version', facts.target.version, facts.after.info.fw_version),
  sameAs('build', facts.target.buildId, facts.after.info.fw_id),
  ...slotCheck(facts),
  restartCheck(facts),
  memoryCheck(facts),
  ...networkCheck(facts),
  answerCheck(facts),
];

function report(
  kind: BuiltInCheck,
  state: CheckState,
  { expected, found }: Pick<CheckReport & { kind: BuiltInCheck }, 'expected' | 'found'>,
): CheckReport {
  return { kind, state, expected, found };
}

const passedIf = (passed: boolean): CheckState => (passed ? 'passed' : 'failed');

const sameAs = (kind: 'version' | 'build', expected: string, found: string): CheckReport =>
  report(kind, passedIf(found === expected), { expected, found });

/** Of two slots the other one was written; where there are more, or none is told, the device alone knows. */
function slotCheck({ before, after }: BuiltInFacts): readonly CheckReport[] {
  const was = before.boot?.active_slot ?? null;
  const found = after.boot?.active_slot ?? null;
  if (was === null || was > 1 || found === null) return [];
  const expected = 1 - was;
  return [report('slot', passedIf(found === expected), { expected, found })];
}

function restartCheck({ after, health }: BuiltInFacts): CheckReport {
  const found = after.info.uptime;
  const expected = STEADY_S;
  if (health?.restarted === true) return report('restart', 'failed', { expected, found });
  return report('restart', found < STEADY_S ? 'waiting' : 'passed', { expected, found });
}

function memoryCheck({ before, after }: BuiltInFacts): CheckReport {
  const [found = null, expected = null] = [after.info.ram_free, before.info.ram_free];
  if (found === null || expected === null) return report('memory', 'not-told', { expected, found });
  return report('memory', passedIf(found >= MEMORY_SHARE * expected), { expected, found });
}

/** Only where it had an address in its network before: how it is connected is no part of the update. */
function networkCheck({ before, after }: BuiltInFacts): readonly CheckReport[] {
  const expected = addressIn(before.info);
  if (expected === null) return [];
  const found = addressIn(after.info);
  return [report('network', passedIf(found !== null), { expected, found })];
}

const addressIn = ({ wifi, eth }: DeviceView['info']): string | null =>
  [wifi?.sta_ip, eth?.ip].find((ip) => ip !== undefined && ip !== '') ?? null;

function answerCheck({ health }: BuiltInFacts): CheckReport {
  const expected = SLOW_MS;
  if (health === null) return report('answers', 'waiting', { expected, found: null });
  const { answeredInMs: found } = health;
  return report('answers', passedIf(found <= SLOW_MS), { expected, found });
}
