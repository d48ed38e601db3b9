import { describe, expect, it } from 'vitest';
import {
  parseParams,
  readBoolean,
  readInt,
  readText,
} from '../../../../src/ota-core/device/method-table.ts';

describe('the parameters of a call, read as the frozen parser reads them', () => {
  it.each([
    [12, 12],
    [-3, -3],
    [12.9, 12],
    ['300', 300],
    ['0x10', 16],
    ['0X1f', 31],
    ['010', 8],
    ['0', 0],
    ['-5', -5],
    ['42 seconds', 42],
    ['abc', 7],
    ['', 7],
    [true, 7],
    [null, 7],
    [[1], 7],
  ])('an integer given as %j is read as %j', (given, read) => {
    expect(readInt(parseParams({ n: given }), 'n', 7)).toBe(read);
  });

  it('a missing key keeps its default', () => {
    const params = parseParams({});
    expect(readInt(params, 'n', 7)).toBe(7);
    expect(readBoolean(params, 'b', true)).toBe(true);
    expect(readText(params, 't')).toBeNull();
  });

  it('booleans must be real ones', () => {
    expect(readBoolean(parseParams({ b: true }), 'b', false)).toBe(true);
    expect(readBoolean(parseParams({ b: 'true' }), 'b', false)).toBe(false);
    expect(readBoolean(parseParams({ b: 1 }), 'b', false)).toBe(false);
  });

  it('names that every object inherits are no parameters', () => {
    expect(readInt(parseParams({}), 'constructor', 7)).toBe(7);
    expect(readText(parseParams(JSON.parse('{"__proto__":{"data":"x"}}')), 'data')).toBeNull();
  });

  it.each([null, undefined, 3, 'x', [1, 2]])('%j counts as no parameters', (given) => {
    expect(readInt(parseParams(given), '0', 7)).toBe(7);
  });
});
