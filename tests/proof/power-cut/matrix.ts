/** All campaigns of a run, and their sum. */
import { type DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import { PROFILE_NAMES, profileFor } from '../../../src/ota-core/platforms/index.ts';
import { Campaign, type CampaignPlan } from './campaign.ts';
import { Checks, type Violation } from './checks.ts';
import { DecayCampaign, type DecayPlan } from './decay.ts';
import { parseDecayId } from './decay-id.ts';
import { explain } from './weaknesses.ts';
import { plant, type Plant } from './plants.ts';
import type { ReplayId } from './replay-id.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { seedFor } from '../../support/sample.ts';

export const PROFILES = PROFILE_NAMES;

/** Those that are held to every invariant. */
export const HARDENED = PROFILES.filter((name) => profileFor({ profile: name })?.isStock === false);

/** A campaign, and what age does besides. */
export interface MatrixPlan extends CampaignPlan {
  readonly decay: DecayPlan;
}

const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

/** A part of the matrix that fits into `npm test`; which operations and blocks moves with the seed. */
export const SAMPLE: MatrixPlan = {
  seeds: { bulk: seeds(1), boot: seeds(4) },
  everyBulk: 16,
  firstBulk: seedFor('bulk') % 16,
  everyReplay: 400,
  everyUpdate: 100,
  secondCut: null,
  decay: { rots: 4, everyBlock: 4, firstBlock: seedFor('blocks') % 4, everyUpdate: 10 },
};

/** `npm run sweep`: every operation, left undone and half done in three ways, those of the boot state in six. */
export const WHOLE: MatrixPlan = {
  seeds: { bulk: seeds(1), boot: seeds(2) },
  everyBulk: 1,
  firstBulk: 0,
  everyReplay: 400,
  everyUpdate: 80,
  secondCut: null,
  decay: { rots: 24, everyBlock: 1, firstBlock: 0, everyUpdate: 10 },
};

/** For two scenarios only: boot state half done in 24 ways, the slots in six; more replays and updates. */
export const THICK: MatrixPlan = {
  ...WHOLE,
  seeds: { bulk: seeds(2), boot: seeds(8) },
  everyReplay: 200,
  everyUpdate: 40,
};

/** `npm run sweep -- --full`: half done in 24 ways; a second cut at every operation of the recovery; much more age. */
export const FULL: MatrixPlan = {
  seeds: { bulk: seeds(8), boot: seeds(8) },
  everyBulk: 2,
  firstBulk: 0,
  everyReplay: 2000,
  everyUpdate: 80,
  secondCut: {
    scenarios: ['commit', 'no-commit', 'revert', 'auto-commit', 'other-kind'],
    seeds: seeds(2),
  },
  decay: { rots: 400, everyBlock: 1, firstBlock: 0, everyUpdate: 10 },
};

export interface MatrixOptions {
  readonly profiles: readonly string[];
  readonly scenarios?: readonly Scenario[];
  readonly plan: MatrixPlan;
  /** Flipped bits and bad blocks too; where left out: with all scenarios. */
  readonly age?: boolean;
  readonly plant?: Plant | undefined;
  readonly onCampaign?: (line: string) => void;
}

export interface MatrixResult {
  readonly profiles: number;
  readonly scenarios: number;
  readonly outcomes: number;
  readonly fileCuts: number;
  readonly chips: number;
  readonly replays: number;
  readonly updates: number;
  /** Devices whose cells flipped at rest, and that had a bad block during an update; hardened profiles only. */
  readonly rots: number;
  readonly badBlocks: number;
  readonly assertions: number;
  readonly violations: readonly Violation[];
  /** Documented weaknesses of the vendors' forms, by id, and how often each showed. */
  readonly known: ReadonlyMap<string, number>;
}

export function runMatrix(options: MatrixOptions): MatrixResult {
  const { profiles, scenarios = SCENARIOS, plan, onCampaign } = options;
  const withAge = options.age ?? options.scenarios === undefined;
  const checks = new Checks(explain);
  const sum = { outcomes: 0, fileCuts: 0, chips: 0, replays: 0, updates: 0 };
  const age = { rots: 0, badBlocks: 0 };
  for (const name of profiles) {
    const profile = profileNamed(name, options.plant);
    for (const scenario of scenarios) {
      const before = checks.violations.length;
      const found = new Campaign(profile, scenario, plan, checks).run();
      for (const key of ['outcomes', 'fileCuts', 'chips', 'replays', 'updates'] as const)
        sum[key] += found[key];
      const bad = checks.violations.length - before;
      onCampaign?.(
        `${name.padEnd(16)} ${scenario.name.padEnd(19)} ${String(found.outcomes).padStart(7)} outcomes ` +
          `${String(found.chips).padStart(6)} chips ${String(bad).padStart(5)} violations`,
      );
    }
    if (withAge && !profile.isStock) {
      const before = checks.violations.length;
      const { rots, badBlocks } = new DecayCampaign(profile, checks).run(plan.decay);
      age.rots += rots;
      age.badBlocks += badBlocks;
      const bad = checks.violations.length - before;
      onCampaign?.(
        `${name.padEnd(16)} ${'age'.padEnd(19)} ${String(rots).padStart(7)} flips ` +
          `${String(badBlocks).padStart(9)} bad blocks ${bad} violations`,
      );
    }
  }
  const { assertions, violations, known } = checks;
  const size = { profiles: profiles.length, scenarios: scenarios.length };
  return { ...size, ...sum, ...age, assertions, violations, known };
}

export interface ReplayResult {
  /** Hex digest of the chip at the stable end. */
  readonly fingerprint: string;
  readonly assertions: number;
  readonly violations: readonly Violation[];
  readonly known: ReadonlyMap<string, number>;
}

/** One named device of the age campaign; null if there is none. */
export function replayAge(text: string, bug?: Plant): Omit<ReplayResult, 'fingerprint'> | null {
  const id = parseDecayId(text);
  if (id === null || profileFor({ profile: id.profile }) === null) return null;
  const checks = new Checks(explain);
  if (!new DecayCampaign(profileNamed(id.profile, bug), checks).runOne(id)) return null;
  const { assertions, violations, known } = checks;
  return { assertions, violations, known };
}

/** One named cut, from scratch; null if there is no such profile, scenario or operation. */
export function replay(id: ReplayId, bug?: Plant): ReplayResult | null {
  const scenario = SCENARIOS.find(({ name }) => name === id.scenario);
  if (scenario === undefined || profileFor({ profile: id.profile }) === null) return null;
  const checks = new Checks(explain);
  // Which survivors were updated depended on all cuts before.
  const plan = { ...WHOLE, everyUpdate: 1 };
  const campaign = new Campaign(profileNamed(id.profile, bug), scenario, plan, checks);
  const fingerprint = campaign.runOne(id.cuts);
  if (fingerprint === null) return null;
  const { assertions, violations, known } = checks;
  return { fingerprint, assertions, violations, known };
}

function profileNamed(name: string, bug: Plant | undefined): DeviceProfile {
  const profile = profileFor({ profile: name });
  if (profile === null) throw new Error(`no profile ${name}`);
  return bug === undefined ? profile : plant(profile, bug);
}
