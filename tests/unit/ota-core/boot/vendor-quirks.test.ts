/** What the vendors' own boot state does where it can be broken: each QUIRK, once. */
import { describe, expect, it } from 'vitest';
import { decodeRbootConfig } from '../../../../src/ota-core/boot/rboot-scheme.ts';
import type { SlotId } from '../../../../src/ota-core/boot/boot-config.ts';
import type { FirmwareRegistry } from '../../../../src/ota-core/boot/firmware.ts';
import { namedPartition } from '../../../../src/ota-core/device/profile.ts';
import { FaultPlan } from '../../../../src/ota-core/flash/fault-plan.ts';
import { PowerCut } from '../../../../src/ota-core/flash/flash.ts';
import {
  chipWithBoth,
  imageOf,
  inShort,
  nativeDigests,
  NEW,
  OLD,
  profileNamed,
  schemeOn,
  registry,
  spoil,
} from '../../../support/ota-core/boot/scheme-kit.ts';

const TRIAL = { commitTimeoutMs: 4000 };

/** A chip of the profile, its scheme, and the chip as the cut of one operation of `act` leaves it. */
function start(name: string, known: FirmwareRegistry = registry) {
  const profile = profileNamed(name);
  const chip = chipWithBoth(profile);
  const open = () => profile.createScheme(chip, { digest: nativeDigests, registry: known });
  const scheme = open();
  scheme.boot();
  return { profile, chip, scheme, open };
}

/** The state of the chip after the supply went away in the given operation of `act`. */
function cutIn(
  name: string,
  operation: number,
  act: (scheme: ReturnType<typeof schemeOn>) => void,
  variant: 'clean' | 'prefix' = 'clean',
) {
  const profile = profileNamed(name);
  const chip = chipWithBoth(profile);
  const plan = new FaultPlan(chip, null);
  const scheme = schemeOn(profile, plan);
  scheme.boot();
  plan.powerOn({ operation: plan.operations + operation, variant });
  expect(() => act(scheme)).toThrow(PowerCut);
  return { profile, chip, boot: () => inShort(schemeOn(profile, chip).boot()) };
}

const hanging: FirmwareRegistry = {
  list: () =>
    registry.list().map((info) => ({
      ...info,
      behaviour: info.version === '1.1.0' ? 'hangs-at-once' : 'works',
    })),
  remember: () => undefined,
};

describe('rBoot, as it is', () => {
  it('forgets everything when its sector is cut, and starts slot 0 for good, tried or not', () => {
    const { scheme, open, profile, chip } = start('esp8266');
    scheme.stage(imageOf(NEW), TRIAL);
    scheme.boot();
    scheme.commit();
    expect(inShort(open().boot())).toBe('1 again committed');
    chip.erase(namedPartition(profile.partitions, 'boot_cfg').offset, 4096);
    expect(inShort(open().boot())).toBe('0 again committed');
  });

  it('keeps its first-boot flag after going back, and rewrites its sector at every boot', () => {
    const { scheme, chip } = start('esp8266');
    scheme.stage(imageOf(NEW), TRIAL);
    scheme.boot();
    expect(inShort(scheme.boot())).toBe('0 reverted from 1');
    const bytes = new Uint8Array(80);
    chip.read(0x7000, bytes);
    expect(decodeRbootConfig(bytes)).toMatchObject({ firstBoot: true, firmwareUpdated: false });
    const operations = chip.operations;
    scheme.boot();
    expect(chip.operations).toBe(operations + 2);
  });
});

describe('the CC3200, as it is', () => {
  it('starts nothing any more when the flip is cut behind its number', () => {
    // Erase and program of the commit time, erase of the file, then its program: torn in the middle of the struct.
    const profile = profileNamed('cc3200-stock');
    const { chip, boot } = cutIn('cc3200-stock', 3, (scheme) => scheme.stage(imageOf(NEW), TRIAL));
    const at = namedPartition(profile.partitions, 'mg-boot.cfg.1').offset;
    chip.program(at, Uint8Array.of(0xfd, 255, 255, 255, 255, 255, 255, 255, 3, 0, 0, 0));
    expect(boot()).toBe('bricked no-slot');
  });

  it('starts an image that hangs before its early init again and again', () => {
    const { scheme, open } = start('cc3200-stock', hanging);
    scheme.stage(imageOf(NEW), TRIAL);
    const boots = [1, 2, 3].map(() => inShort(open().boot()));
    expect(boots).toEqual(['1 first on trial', '1 first on trial', '1 first on trial']);
  });
});

describe('the ESP32, as stock firmware has it', () => {
  it('lets the old image take the first-boot flag for its own after a cut between the two steps of the flip', () => {
    const profile = profileNamed('esp32-stock');
    const found: string[] = [];
    for (let operation = 0; operation < 40; operation += 1) {
      const chip = chipWithBoth(profile);
      const plan = new FaultPlan(chip, null);
      const scheme = schemeOn(profile, plan);
      scheme.boot();
      plan.powerOn({ operation: plan.operations + operation, variant: 'clean' });
      try {
        scheme.stage(imageOf(NEW), TRIAL);
        break;
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
      }
      const after = schemeOn(profile, chip);
      const first = inShort(after.boot());
      if (first === '0 first on trial' && after.commit())
        found.push(inShort(schemeOn(profile, chip).boot()));
    }
    expect(found).toContain('1 again committed'); // committed, and it never ran
  });

  it('starts an image that hangs before its early init again and again', () => {
    const { scheme, open } = start('esp32-stock', hanging);
    scheme.stage(imageOf(NEW), TRIAL);
    const boots = [1, 2, 3].map(() => inShort(open().boot()));
    expect(boots).toEqual(['1 first on trial', '1 first on trial', '1 first on trial']);
  });
});

describe('the mgos boot loader, as it is', () => {
  it.each(['rs14100-stock', 'stm32-stock'])(
    '%s cannot be committed or updated any more once its records have rolled into the second area',
    (name) => {
      const { scheme } = start(name);
      let updates = 0;
      let slot: SlotId = 0;
      for (; updates < 20; updates += 1) {
        slot = slot === 0 ? 1 : 0;
        scheme.stage(imageOf(slot === 0 ? OLD : NEW), TRIAL);
        scheme.boot();
        if (!scheme.commit()) break;
      }
      expect(updates).toBeGreaterThan(2);
      expect(updates).toBeLessThan(20);
      expect(() => scheme.stage(imageOf(OLD), TRIAL)).toThrow('not-stored');
    },
  );

  it('halts on a damaged image although the other slot holds a sound one', () => {
    const { scheme, open, profile, chip } = start('rs14100-stock');
    scheme.stage(imageOf(NEW), TRIAL);
    scheme.boot();
    scheme.commit();
    spoil(profile, chip, 'app1');
    expect(inShort(open().boot())).toBe('bricked bad-checksum');
  });
});
