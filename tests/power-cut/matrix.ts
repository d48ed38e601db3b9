/** All campaigns of a run, and their sum. */
import { type DeviceProfile } from '../../src/ota-core/device/profile.ts';
import { PROFILE_NAMES, profileFor } from '../../src/ota-core/device/profiles.ts';
import { Campaign, type CampaignPlan } from './campaign.ts';
import { Checks, type Violation } from './checks.ts';
import { explain } from './weaknesses.ts';
import { plant, type Plant } from './plants.ts';
import type { ReplayId } from './replay-id.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

export const PROFILES = PROFILE_NAMES;

/** Those that are held to every invariant. */
export const HARDENED = PROFILES.filter((name) => profileFor({ profile: name })?.isStock === false);

/** A part of the matrix that fits into `npm test`: every operation of the boot state and the files, few of the many alike. */
export const SAMPLE: CampaignPlan = {
  seeds: { bulk: [0], boot: [0] },
  everyBulk: 80,
  everyReplay: 100,
  everyUpdate: 50,
  secondCut: false,
};

/** Every operation, each left undone and half done in several ways. */
export const WHOLE: CampaignPlan = {
  seeds: { bulk: [0, 1], boot: [0, 1, 2, 3, 4, 5, 6, 7] },
  everyBulk: 1,
  everyReplay: 200,
  everyUpdate: 40,
  secondCut: false,
};

/** More ways to be half done, and a second cut at every operation of the recovery. */
export const FULL: CampaignPlan = {
  seeds: { bulk: [0, 1, 2, 3, 4, 5, 6, 7], boot: Array.from({ length: 24 }, (_, seed) => seed) },
  everyBulk: 1,
  everyReplay: 400,
  everyUpdate: 20,
  secondCut: true,
};

export interface MatrixOptions {
  readonly profiles: readonly string[];
  readonly scenarios?: readonly Scenario[];
  readonly plan: CampaignPlan;
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
  readonly assertions: number;
  readonly violations: readonly Violation[];
  /** Documented weaknesses of the vendors' forms, by id, and how often each showed. */
  readonly known: ReadonlyMap<string, number>;
}

export function runMatrix(options: MatrixOptions): MatrixResult {
  const { profiles, scenarios = SCENARIOS, plan, onCampaign } = options;
  const checks = new Checks(explain);
  const sum = { outcomes: 0, fileCuts: 0, chips: 0, replays: 0, updates: 0 };
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
  }
  const { assertions, violations, known } = checks;
  const size = { profiles: profiles.length, scenarios: scenarios.length };
  return { ...size, ...sum, assertions, violations, known };
}

export interface ReplayResult {
  /** Hex digest of the chip at the stable end. */
  readonly fingerprint: string;
  readonly assertions: number;
  readonly violations: readonly Violation[];
  readonly known: ReadonlyMap<string, number>;
}

/** One named cut, from scratch; null if there is no such profile, scenario or operation. */
export function replay(id: ReplayId, bug?: Plant): ReplayResult | null {
  const scenario = SCENARIOS.find(({ name }) => name === id.scenario);
  if (scenario === undefined || profileFor({ profile: id.profile }) === null) return null;
  const checks = new Checks(explain);
  const campaign = new Campaign(profileNamed(id.profile, bug), scenario, WHOLE, checks);
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
