/**
 * Both schemes alone, without a device around them: a cut at every flash operation, whole and torn, then
 * the same for every operation of the recovery. `tests/proof/power-cut` does it with the whole device.
 */
import { describe, expect, it } from 'vitest';
import type { BootScheme } from '../../../../src/ota-core/boot/boot-scheme.ts';
import {
  FaultPlan,
  TORN_VARIANTS,
  type PlannedCut,
} from '../../../../src/ota-core/flash/fault-plan.ts';
import { PowerCut } from '../../../../src/ota-core/flash/flash.ts';
import {
  chipWithBoth,
  HARDENED,
  imageOf,
  inShort,
  NEW,
  profileNamed,
  schemeOn,
} from '../../../support/ota-core/boot/scheme-kit.ts';
import { sampleOf } from '../../../support/sample.ts';

const STEPS: Readonly<Record<string, (scheme: BootScheme) => void>> = {
  boot: (scheme) => void scheme.boot(),
  stage: (scheme) => scheme.stage(imageOf(NEW), { commitTimeoutMs: 4000 }),
  commit: (scheme) => void scheme.commit(),
  revert: (scheme) => void scheme.revert(),
};

const SEEDS = [0, 1, 2, 3, 4, 5];
const FEW_SEEDS = [0, 1];

function* cuts(operations: number, seeds = SEEDS): Generator<PlannedCut> {
  for (let operation = 0; operation < operations; operation += 1)
    for (const variant of TORN_VARIANTS)
      for (const seed of variant === 'clean' ? [0] : seeds) yield { operation, variant, seed };
}

/** Runs the steps; false if the supply went away on the way. */
function run(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (error instanceof PowerCut) return false;
    throw error;
  }
}

/** The others share these schemes or go through the campaign with the whole device. */
const NAMES = sampleOf(HARDENED, { matrix: 'scheme-cuts', oneOf: 4 });

for (const name of NAMES)
  for (const script of [
    'boot stage boot commit',
    'boot stage boot boot',
    'boot stage boot revert boot',
  ])
    describe(`${name}, a cut anywhere in "${script}"`, () => {
      const profile = profileNamed(name);
      const steps = script.split(' ').map((step) => STEPS[step]!);
      const plain = new FaultPlan(chipWithBoth(profile), null);
      run(() => {
        const scheme = schemeOn(profile, plain);
        for (const step of steps) step(scheme);
      });
      const begin = chipWithBoth(profile);

      it('ends in the old image or in the new one, within three boots, and stays there', () => {
        const seen = new Set<string>();
        for (const cut of cuts(plain.operations)) {
          const chip = begin.fork();
          const plan = new FaultPlan(chip, cut);
          const scheme = schemeOn(profile, plan);
          let done = 0;
          const whole = run(() => {
            for (const step of steps) {
              step(scheme);
              done += 1;
            }
          });
          expect(whole).toBe(false);
          const id = `${name} ${script} ${JSON.stringify(cut)}`;
          const committing = script.split(' ')[done] === 'commit';
          const outcomes = [0, 1, 2, 3].map(() => inShort(schemeOn(profile, chip).boot()));
          seen.add(outcomes.join(', '));
          // The new image runs uncommitted at most once, and never after its attempt.
          expect(outcomes.slice(1), id).not.toContain('1 first on trial');
          expect(outcomes.at(-1), id).toBe(outcomes.at(-2));
          expect(outcomes.at(-1), id).toMatch(
            committing ? /^[01] again committed$/ : /^0 again committed$/,
          );
          if (done === 3) expect(outcomes[0], id).not.toBe('1 first on trial');
        }
        expect([...seen].some((outcome) => outcome.includes('1 first on trial'))).toBe(true);
      });

      it('does not mind a second cut in the first boot after it', () => {
        const first = [...cuts(plain.operations, FEW_SEEDS)];
        for (const cut of sampleOf(first, { matrix: `second cuts ${name} ${script}`, oneOf: 4 })) {
          const after = begin.fork();
          run(() => {
            const scheme = schemeOn(profile, new FaultPlan(after, cut));
            for (const step of steps) step(scheme);
          });
          const recovery = new FaultPlan(after.fork(), null);
          schemeOn(profile, recovery).boot();
          for (const second of cuts(recovery.operations, FEW_SEEDS)) {
            const chip = after.fork();
            expect(run(() => void schemeOn(profile, new FaultPlan(chip, second)).boot())).toBe(
              false,
            );
            const outcomes = [0, 1, 2, 3].map(() => inShort(schemeOn(profile, chip).boot()));
            const id = `${JSON.stringify(cut)} then ${JSON.stringify(second)}: ${outcomes.join(', ')}`;
            expect(outcomes.at(-1), id).toMatch(/^[01] again committed$/);
            expect(outcomes.at(-1), id).toBe(outcomes.at(-2));
          }
        }
      });
    });
