import { describe, expect, it } from 'vitest';
import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';
import {
  chipWithBoth,
  damage,
  HARDENED,
  imageOf,
  inShort,
  NEW,
  OLD,
  profileNamed,
  schemeOn,
  spoil,
  wornOnDemand,
} from '../../../support/ota-core/boot/scheme-kit.ts';

for (const name of HARDENED)
  describe(`the boot scheme of ${name}`, () => {
    const profile = profileNamed(name);
    const start = () => {
      const chip = chipWithBoth(profile);
      const scheme = schemeOn(profile, chip);
      const boot = (): string => inShort(scheme.boot());
      return { chip, scheme, boot };
    };
    const stage = { commitTimeoutMs: 4000 };
    const movesApps = name.startsWith('stm32');
    /** The esp32 leaves it to updater.dat. */
    const kept = (timeoutMs: number) => (name.startsWith('esp32') ? null : timeoutMs);

    it('runs slot 0, committed, after the first start, and writes nothing on further boots', () => {
      const { chip, scheme, boot } = start();
      expect(boot()).toBe('0 again committed');
      expect(scheme.current()).toMatchObject({ activeSlot: 0, revertSlot: null, committed: true });
      expect(scheme.targetSlot()).toBe(1);
      const operations = chip.operations;
      expect([boot(), boot()]).toEqual(['0 again committed', '0 again committed']);
      expect(chip.operations).toBe(operations);
    });

    it('gives a staged image one attempt, and goes back at the next reset', () => {
      const { scheme, boot } = start();
      boot();
      scheme.stage(imageOf(NEW), stage);
      expect(scheme.current()).toMatchObject({ activeSlot: 0, committed: true });
      expect(boot()).toBe('1 first on trial');
      expect(scheme.current()).toEqual({
        activeSlot: 1,
        revertSlot: 0,
        committed: false,
        firstBoot: true,
        mergeFs: true,
        commitTimeoutMs: kept(4000),
      });
      expect(scheme.targetSlot()).toBe(0);
      expect([boot(), boot()]).toEqual(['0 reverted from 1', '0 again committed']);
    });

    it('keeps a committed image for good, and commits once only', () => {
      const { scheme, boot } = start();
      boot();
      expect(scheme.commit()).toBe(false);
      scheme.stage(imageOf(NEW), stage);
      boot();
      expect([scheme.commit(), scheme.commit(), scheme.revert()]).toEqual([true, false, false]);
      expect(scheme.current()).toMatchObject({ activeSlot: 1, revertSlot: null, committed: true });
      expect([boot(), boot()]).toEqual(['1 again committed', '1 again committed']);
    });

    it('goes back on request, and cannot be committed any more after that', () => {
      const { scheme, boot } = start();
      boot();
      expect(scheme.revert()).toBe(false);
      scheme.stage(imageOf(NEW), stage);
      boot();
      expect([scheme.revert(), scheme.commit()]).toEqual([true, false]);
      expect([boot(), boot()]).toEqual(['0 reverted from 1', '0 again committed']);
    });

    it('goes to and fro forty times without running out of room', () => {
      const { scheme, boot } = start();
      boot();
      for (let turn = 0; turn < 40; turn += 1) {
        const target = scheme.targetSlot();
        scheme.stage(imageOf(target === 0 ? OLD : NEW), { commitTimeoutMs: turn });
        expect(boot()).toBe(`${target} first on trial`);
        expect(scheme.current().commitTimeoutMs).toBe(kept(turn));
        expect(scheme.commit()).toBe(true);
        expect(boot()).toBe(`${target} again committed`);
      }
    });

    it('does not start a staged image whose bytes are not what was verified', () => {
      const { chip, scheme, boot } = start();
      boot();
      scheme.stage(imageOf(NEW), stage);
      damage(profile, chip, { slot: 1, scheme });
      expect(boot()).toBe('0 reverted from 1');
      expect(boot()).toBe('0 again committed');
    });

    it('does not start a new image whose attempt the flash does not keep as spent', () => {
      const chip = chipWithBoth(profile);
      const worn = wornOnDemand(profile, chip);
      const scheme = schemeOn(profile, worn.flash);
      scheme.boot();
      scheme.stage(imageOf(NEW), stage);
      worn.wearOut();
      const boots = [0, 1, 2].map(() => inShort(schemeOn(profile, worn.flash).boot()));
      expect(boots).not.toContain('1 first on trial');
      expect(boots.every((boot) => boot.startsWith('0 '))).toBe(true);
    });

    it('starts the other slot when the committed image is damaged, and nothing when both are', () => {
      const { chip, scheme, boot } = start();
      boot();
      scheme.stage(imageOf(NEW), stage);
      boot();
      scheme.commit();
      damage(profile, chip, { slot: 1, scheme });
      if (movesApps) {
        // The image that was moved is still where it came from: it is fetched once more.
        expect([boot(), boot()]).toEqual(['1 again committed', '1 again committed']);
        for (const name of ['app0', 'app1']) spoil(profile, chip, name);
      }
      expect([boot(), boot()]).toEqual(['0 reverted from 1', '0 again committed']);
      if (movesApps) for (const name of ['app0', 'app1', 'appT']) spoil(profile, chip, name);
      else damage(profile, chip, { slot: 0, scheme });
      expect(boot()).toBe('bricked bad-checksum');
    });

    it('keeps the new image when the way back is damaged: it is the only one left', () => {
      const { chip, scheme, boot } = start();
      boot();
      scheme.stage(imageOf(NEW), stage);
      boot();
      damage(profile, chip, { slot: 0, scheme });
      expect(boot()).toMatch(/^1 /);
      expect(boot()).toBe('1 again committed');
    });

    it('finds nothing to start on an empty chip', () => {
      expect(schemeOn(profile, new NorFlash(profile.geometry)).boot().kind).toBe('bricked');
    });

    it('refuses to stage while the running image is on trial', () => {
      const { scheme, boot } = start();
      boot();
      scheme.stage(imageOf(NEW), stage);
      boot();
      expect(() => scheme.stage(imageOf(OLD), stage)).toThrow('on trial');
    });
  });
