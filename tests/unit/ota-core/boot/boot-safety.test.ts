/** The facts about each boot scheme, held against the schemes themselves and the weaknesses the sweep counts. */
import { describe, expect, it } from 'vitest';
import { bootSafetyOf } from '../../../../src/ota-core/platforms/facts.ts';
import type { FirmwareRegistry } from '../../../../src/ota-core/boot/firmware.ts';
import { PLATFORMS, PROFILE_NAMES } from '../../../../src/ota-core/platforms/index.ts';
import { WEAKNESSES } from '../../../proof/power-cut/weaknesses.ts';
import {
  chipWithBoth,
  imageOf,
  nativeDigests,
  NEW,
  profileNamed,
  registry,
} from '../../../support/ota-core/boot/scheme-kit.ts';

const safetyOf = (scheme: string) => bootSafetyOf({ arch: profileNamed(scheme).arch, scheme });

const hanging: FirmwareRegistry = {
  list: () =>
    registry.list().map((info) => ({
      ...info,
      behaviour: info.version === '1.1.0' ? 'hangs-at-once' : 'works',
    })),
  remember: () => undefined,
};

/** A scheme whose next boot tries NEW. */
function staged(name: string, known: FirmwareRegistry) {
  const profile = profileNamed(name);
  const scheme = profile.createScheme(chipWithBoth(profile), {
    digest: nativeDigests,
    registry: known,
  });
  scheme.boot();
  scheme.stage(imageOf(NEW), { commitTimeoutMs: 4_000 });
  return scheme;
}

describe.each(PROFILE_NAMES)('the facts about %s', (name) => {
  it('say whether it is held to every invariant', () => {
    expect(safetyOf(name).isHardened).toBe(!profileNamed(name).isStock);
  });

  it('say whether it goes back from an image that hangs before it starts', () => {
    const scheme = staged(name, hanging);
    expect(scheme.boot().kind).toBe('booted');
    expect(scheme.boot().kind === 'reverted').toBe(safetyOf(name).goesBackFromHang);
  });

  it('say whether a restart moves images', () => {
    const scheme = staged(name, registry);
    const places = () => ([0, 1] as const).map((slot) => scheme.appPartitionOf?.(slot) ?? slot);
    const before = places();
    scheme.boot();
    expect(places().join() !== before.join()).toBe(safetyOf(name).movesImages);
  });

  it('say that its record may be lost where a cut in it is a known weakness', () => {
    const known = WEAKNESSES.some(({ profiles, at }) => profiles.includes(name) && at.length > 0);
    expect(safetyOf(name).recordSurvivesCut).toBe(!known);
  });
});

describe('a device that names no scheme', () => {
  it.each([
    ['esp32', 'esp32-stock'],
    ['esp32c3', 'esp32-stock'],
    ['esp32s3', 'esp32-stock'],
    ['esp32c6', 'esp32-stock'],
    ['esp8266', 'esp8266'],
    ['cc3200', 'cc3200-stock'],
    ['cc3220', 'cc3200-stock'],
    ['stm32', 'stm32-stock'],
    ['rs14100', 'rs14100-stock'],
  ])('on %s is taken for %s, the vendor’s form', (arch, stock) => {
    expect(bootSafetyOf({ arch })).toEqual(safetyOf(stock));
  });

  it.each(PLATFORMS)('on %s is never taken for a hardened one', (arch) => {
    expect(bootSafetyOf({ arch }).isHardened).toBe(false);
  });

  it('claims nothing where the platform or the name it reports is not known', () => {
    const nothing = {
      isHardened: false,
      goesBackFromHang: false,
      movesImages: true,
      recordSurvivesCut: false,
    };
    expect(bootSafetyOf({ arch: 'constructor', scheme: null })).toEqual(nothing);
    expect(bootSafetyOf({ arch: 'esp32', scheme: '__proto__' })).toEqual(safetyOf('esp32-stock'));
  });
});
