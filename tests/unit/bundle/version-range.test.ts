import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  isInRange,
  parseVersionRange,
} from '../../../src/bundle/version-range.ts';

const holds = (version: string, rule: string): boolean | null => {
  const range = parseVersionRange(rule);
  return range === null ? null : isInRange(version, range);
};

describe('the rule which versions may run before', () => {
  it.each([
    ['1.4.0', '>= 1.4', true],
    ['1.4', '>=1.4.0', true],
    ['1.3.9', '>= 1.4', false],
    ['1.4.0-rc1', '>= 1.4', false],
    ['v1.4.2', '>1.4', true],
    ['1.9.9', '>=1.4 <2', true],
    ['2.0.0', '>=1.4, <2', false],
    ['1.4.2', '1.4.2', true],
    ['1.4.3', '=1.4.2', false],
    ['2.0', '<= 2', true],
    ['nightly', '>= 1.4', null],
  ])('of %s, by %s: %s', (version, rule, expected) => {
    expect(holds(version, rule)).toBe(expected);
  });

  it.each(['', ' ', '~1.4', '^1', '1.x', '>=', '>= newest', '1.4 ||', '!=1', '9'.repeat(101)])(
    '"%s" is none',
    (rule) => {
      expect(parseVersionRange(rule)).toBeNull();
    },
  );

  it('is read in bounded time, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseVersionRange(text)));
    expect(parseVersionRange('>= '.repeat(33))).toBeNull();
  });
});

describe('versions', () => {
  const version = fc
    .tuple(
      fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '-rc1', '-rc2'),
    )
    .map(([numbers, tail]) => `${numbers.join('.')}${tail}`);

  it('are in one order, whichever two are compared', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        const [ab, ba, bc, ac] = [
          compareVersions(a, b) ?? NaN,
          compareVersions(b, a) ?? NaN,
          compareVersions(b, c) ?? NaN,
          compareVersions(a, c) ?? NaN,
        ];
        expect(Math.sign(ab) + Math.sign(ba)).toBe(0);
        if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0);
      }),
    );
  });
});
