/** What one power cut costs: the chip forked and torn, the device run to its end on every way, all invariants asked. */
import { runMatrix, WHOLE } from '../proof/power-cut/matrix.ts';
import { SCENARIOS } from '../proof/power-cut/scenarios.ts';
import type { Figures } from './figure.ts';

/** proof.md#flash-model has the primitives; this is what leaves 250,000 of them in eight minutes of two cores room. */
const ASKED_MS = 2.4;

export function benchOutcome(): Figures {
  const scenarios = SCENARIOS.filter(({ name }) => name === 'commit' || name === 'no-commit');
  const campaign = { profiles: ['reference', 'esp32'], scenarios, plan: WHOLE };
  const started = performance.now();
  const { outcomes, violations } = runMatrix(campaign);
  if (violations.length > 0) throw new Error(violations[0]?.words);
  const value = (performance.now() - started) / outcomes;
  return {
    'core.outcome.ms': { value, unit: 'ms', target: ASKED_MS, better: 'lower', limit: null },
  };
}
