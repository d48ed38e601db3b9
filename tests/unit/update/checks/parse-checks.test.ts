import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bundle } from '../../../../src/bundle/bundle.ts';
import { checkBundle } from '../../../../src/bundle/open-bundle.ts';
import { MOST_CHECKS } from '../../../../src/contracts/product-check.ts';
import { ROOM, withChecks } from '../../../support/bundle/with-checks.ts';
import {
  checksFile,
  checksInBundle,
  parseChecks,
} from '../../../../src/update/checks/parse-checks.ts';

const ONE = { name: 'Pump', method: 'Pump.Status', path: '/on', operator: '=', value: true };
const bad = (place: string, detail: string) => new Error(`${place}: ${detail}`);
const parse = (value: unknown) => parseChecks(JSON.stringify(value), bad);
const file = (...checks: readonly unknown[]) => ({ slipwayChecks: 1, app: 'pump', checks });

describe('a file of checks', () => {
  it('is read with what may be left out, and written back the same', () => {
    const read = parse(file(ONE, { name: 'There', method: 'Pump.Log', operator: 'exists' }));
    expect(read).toEqual({
      app: 'pump',
      checks: [
        { ...ONE, args: null },
        {
          name: 'There',
          method: 'Pump.Log',
          args: null,
          path: '',
          operator: 'exists',
          value: null,
        },
      ],
    });
    expect(parseChecks(checksFile(read), bad)).toEqual(read);
    expect(parse({ slipwayChecks: 1, checks: [] })).toEqual({ app: null, checks: [] });
  });

  it.each<[string, unknown, place: RegExp]>([
    ['of a later version', { ...file(ONE), slipwayChecks: 2 }, /^slipwayChecks: the version/],
    ['of no version', { checks: [ONE] }, /^slipwayChecks/],
    ['with a member that is not known', { ...file(ONE), also: 1 }, /^also/],
    ['that is a list', [ONE], /^slipwayChecks/],
    ['with a check that has one', file({ ...ONE, run: 'x' }), /^checks\.0\.run/],
    ['with no name', file({ ...ONE, name: ' ' }), /^checks\.0\.name/],
    ['with a name twice', file(ONE, ONE), /^checks: names that differ/],
    ['with a long name', file({ ...ONE, name: 'x'.repeat(61) }), /^checks\.0\.name/],
    ['with a method that is none', file({ ...ONE, method: 'a b' }), /^checks\.0\.method/],
    ['with arguments that are a list', file({ ...ONE, args: [1] }), /^checks\.0\.args/],
    ['with long arguments', file({ ...ONE, args: { a: 'x'.repeat(1_000) } }), /^checks\.0\.args/],
    ['with a path that is none', file({ ...ONE, path: 'on' }), /^checks\.0\.path/],
    ['with a path that leads too deep', file({ ...ONE, path: '/a'.repeat(17) }), /path/],
    ['with an operator that is none', file({ ...ONE, operator: '~' }), /^checks\.0\.operator/],
    ['that compares a text by size', file({ ...ONE, operator: '<', value: 'a' }), /suits/],
    ['with a range of one number', file({ ...ONE, operator: 'range', value: 5 }), /suits/],
    ['with a range that is empty', file({ ...ONE, operator: 'range', value: [2, 1] }), /value/],
    ['that wants a range to be equal', file({ ...ONE, value: [1, 2] }), /suits/],
    ['that wants something of what exists', file({ ...ONE, operator: 'exists' }), /suits/],
    ['with too many checks', file(...Array<unknown>(MOST_CHECKS + 1).fill(ONE)), /at most 16/],
  ])('%s is refused with the place', (_, value, place) => {
    expect(() => parse(value)).toThrow(place);
  });

  it('asks only what reads, of the services that every device has', () => {
    const asks = (method: string) => () => parse(file({ ...ONE, method }));
    for (const method of [
      ...['Sys.Reboot', 'sys.reboot', 'OTA.Commit', 'OTA.Begin', 'FS.Put', 'FS.Remove'],
      ...['Config.Set', 'Config.Save', 'RPC.Call', 'GPIO.Write', 'I2C.Write'],
    ])
      expect(asks(method), method).toThrow(/only reads/);
    for (const method of ['Sys.GetInfo', 'OTA.Status', 'Config.Get', 'FS.ListExt', 'Pump.Status'])
      expect(asks(method), method).not.toThrow();
  });

  it('of whatever text is read, or refused with one error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseChecks(text, bad);
        } catch (reason) {
          expect(reason).toBeInstanceOf(Error);
          expect((reason as Error).message).toMatch(/^[^\n]*: /);
        }
      }),
    );
    expect(() => parseChecks(' '.repeat(65_537), bad)).toThrow(/65537 characters/);
    const deep = `{"slipwayChecks":1,"checks":[{"name":"a","method":"A.B","operator":"exists","args":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}]}`;
    expect(() => parseChecks(deep, bad)).toThrow(/nested less/);
  });
});

describe('checks that a firmware brings along', () => {
  const bring = (text: string, app = 'pump') => {
    const manifest = { name: app } as Bundle['manifest']; // all that is read of it
    return checksInBundle({ manifest, checks: new TextEncoder().encode(text) }, bad);
  };

  it('are those of its own application', () => {
    expect(bring(JSON.stringify(file(ONE)))).toEqual([{ ...ONE, args: null }]);
    expect(() => bring(JSON.stringify(file(ONE)), 'lamp')).toThrow(/^app: pump, not lamp/);
    expect(() => bring('{')).toThrow();
    const plain = readFileSync('tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip');
    const packed = withChecks(new Uint8Array(plain), [ROOM]);
    const bundle = checkBundle(packed, { fileName: 'fw.zip', signal: AbortSignal.timeout(60_000) });
    expect(checksInBundle(bundle, bad)).toEqual([ROOM]);
    expect(checksInBundle({ manifest: { name: 'pump' } as Bundle['manifest'] }, bad)).toBeNull();
  });
});
