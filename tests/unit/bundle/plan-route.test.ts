import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planRoute } from '../../../src/bundle/plan-route.ts';
import type { RouteStep } from '../../../src/bundle/plan-route.ts';
import { compareVersions } from '../../../src/bundle/version-range.ts';
import { OtaError } from '../../../src/contracts/failure.ts';

interface Given {
  readonly requires?: string;
  readonly name?: string;
  readonly platform?: string;
}

const step = (version: string, { name = 'pump', platform = 'esp32', requires }: Given = {}) =>
  ({
    fileName: `${version}.zip`,
    manifest: {
      ...{ name, platform, version, buildId: version, buildTimestamp: null, description: null },
      parts: [],
      ...(requires !== undefined && { requires }),
    },
  }) satisfies RouteStep;

const versionsOf = (steps: readonly RouteStep[]) => steps.map(({ manifest }) => manifest.version);

const refusalOf = (given: readonly RouteStep[], version: string): OtaError => {
  try {
    planRoute(given, { version });
  } catch (reason) {
    return OtaError.from(reason);
  }
  throw new Error('it is planned');
};

describe('a route over several firmwares', () => {
  it('goes from the oldest to the newest, whatever the order of the files', () => {
    const given = [step('2.0.0', { requires: '>= 1.10' }), step('1.10.0'), step('1.9.0')];
    const { steps, passedOver } = planRoute(given, { version: '1.2.0' });
    expect(versionsOf(steps)).toEqual(['1.9.0', '1.10.0', '2.0.0']);
    expect(passedOver).toEqual([]);
  });

  it('begins after what runs already, so that one that was stopped goes on at its step', () => {
    const given = [step('1.4.0'), step('2.0.0', { requires: '>=1.4' }), step('1.3.0')];
    const { steps, passedOver } = planRoute(given, { version: '1.4.0' });
    expect(versionsOf(steps)).toEqual(['2.0.0']);
    expect(versionsOf(passedOver)).toEqual(['1.3.0', '1.4.0']);
  });

  it('names the step whose version between is missing', () => {
    const given = [step('1.3.0'), step('2.0.0', { requires: '>= 1.4' })];
    expect(refusalOf(given, '1.2.0')).toMatchObject({
      code: 'bundle/needs-version',
      facts: { version: '2.0.0', requires: '>= 1.4', before: '1.3.0' },
    });
  });

  it('is refused where steps ask for each other', () => {
    const given = [step('1.4.0', { requires: '>=2' }), step('2.0.0', { requires: '>=1.4' })];
    expect(refusalOf(given, '1.2.0').code).toBe('bundle/needs-version');
  });

  it.each([
    ['application', step('2.0.0', { name: 'lamp' })],
    ['platform', step('2.0.0', { platform: 'esp32c3' })],
    ['no-order', step('nightly')],
    ['same-version', step('v1.4')],
  ])('is refused with a file that does not belong to it: %s', (why, other) => {
    expect(refusalOf([step('1.4.0'), other], '1.2.0')).toMatchObject({
      code: 'bundle/no-route',
      facts: { why },
    });
  });

  it('is refused by a rule that is none, and where nothing is newer', () => {
    const bad = [step('1.4.0', { requires: 'newest' }), step('2.0.0')];
    expect(refusalOf(bad, '1.2.0').code).toBe('bundle/bad-requires');
    expect(refusalOf([step('1.4.0'), step('2.0.0')], '2.0.0').code).toBe('bundle/nothing-newer');
  });

  it('of a device whose version is no number begins with the first file', () => {
    const { steps } = planRoute([step('2.0.0'), step('1.4.0', { requires: '>=1.2' })], {
      version: 'nightly',
    });
    expect(versionsOf(steps)).toEqual(['1.4.0', '2.0.0']);
  });

  it('always rises, ends at the newest, and keeps every rule, for any files', () => {
    const version = fc.tuple(fc.nat(4), fc.nat(9)).map(([a, b]) => `${a}.${b}`);
    const files = fc
      .uniqueArray(version, { minLength: 1, maxLength: 6 })
      .chain((versions) =>
        fc.tuple(
          ...versions.map((own) =>
            fc
              .option(version, { nil: null })
              .map((least) => step(own, least === null ? {} : { requires: `>=${least}` })),
          ),
        ),
      );
    fc.assert(
      fc.property(files, version, (given, running) => {
        let before = running;
        let plan;
        try {
          plan = planRoute(given, { version: running });
        } catch (reason) {
          expect(OtaError.from(reason).code).toMatch(/^bundle\/(needs-version|nothing-newer)$/);
          return;
        }
        expect(plan.steps.length + plan.passedOver.length).toBe(given.length);
        for (const { manifest } of plan.steps) {
          expect(compareVersions(before, manifest.version)).toBeLessThan(0);
          const least = manifest.requires?.slice(2);
          if (least !== undefined) expect(compareVersions(before, least)).toBeGreaterThanOrEqual(0);
          before = manifest.version;
        }
        for (const { manifest } of plan.passedOver)
          expect(compareVersions(manifest.version, running)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
