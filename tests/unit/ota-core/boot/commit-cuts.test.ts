import { describe, expect, it } from 'vitest';
import { FaultPlan, TORN_VARIANTS } from '../../../../src/ota-core/flash/fault-plan.ts';
import { PowerCut, type Flash } from '../../../../src/ota-core/flash/flash.ts';
import {
  chipWithBoth,
  HARDENED,
  imageOf,
  inShort,
  NEW,
  profileNamed,
  schemeOn,
} from '../../../support/ota-core/boot/scheme-kit.ts';

const SEEDS = [0, 1, 2, 3];

describe.each(HARDENED)('%s, a cut anywhere in the commit', (name) => {
  const profile = profileNamed(name);
  const before = chipWithBoth(profile);
  /** A new image on trial. */
  const onTrial = (flash: Flash) => {
    const scheme = schemeOn(profile, flash);
    scheme.boot();
    scheme.stage(imageOf(NEW), { commitTimeoutMs: 4000 });
    expect(inShort(scheme.boot())).toBe('1 first on trial');
    return scheme;
  };

  it('leaves a device that is committed, or that reports its return', () => {
    const whole = new FaultPlan(before.fork(), null);
    const scheme = onTrial(whole);
    const begun = whole.operations;
    scheme.commit();
    expect(whole.operations).toBeGreaterThan(begun);
    for (let operation = begun; operation < whole.operations; operation += 1)
      for (const variant of TORN_VARIANTS)
        for (const seed of variant === 'clean' ? [0] : SEEDS) {
          const cut = { operation, variant, seed };
          const chip = before.fork();
          const running = onTrial(new FaultPlan(chip, cut));
          expect(() => running.commit()).toThrow(PowerCut);
          const start = inShort(schemeOn(profile, chip).boot());
          expect(start, JSON.stringify(cut)).toMatch(/^(1 again committed|0 reverted from 1)$/);
        }
  });
});
