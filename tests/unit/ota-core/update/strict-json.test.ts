import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_DEPTH,
  parseStrictJson,
  type JsonValue,
} from '../../../../src/ota-core/update/strict-json.ts';

/** The same value as JSON.parse gives it, own `__proto__` keys included. */
function plain(value: JsonValue): unknown {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [key, plain(item as JsonValue)]));
  return Array.isArray(value) ? value.map((item) => plain(item as JsonValue)) : value;
}

describe('strict JSON', () => {
  it('agrees with JSON.parse on whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        const outcome = parseStrictJson(text);
        expect(outcome.ok && plain(outcome.value)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('takes nothing that JSON.parse refuses, in texts mutated from a real one', () => {
    const seed = '{"a":[1,-2.5e3,true,null,"x\\u0041\\n"],"b":{"c":""}}';
    const pieces = ['"', '\\', '{', '}', '[', ']', ',', ':', '0', '.', 'e', '-', ' ', '\u0001'];
    const change = fc.tuple(
      fc.nat(seed.length),
      fc.nat(2),
      fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 2 })),
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        let text = seed;
        for (const [at, cut, put] of changes) text = text.slice(0, at) + put + text.slice(at + cut);
        const outcome = parseStrictJson(text);
        if (!outcome.ok) return;
        expect(plain(outcome.value)).toEqual(JSON.parse(text));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    '',
    '{',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '01',
    '+1',
    '1.',
    '.5',
    '1e',
    '1e999',
    'NaN',
    'Infinity',
    'nul',
    'truely',
    '"\t"',
    '"\\x41"',
    '"\\u12"',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '\ufeff{}',
    '{} // comment',
    '{}{}',
    '/**/{}',
    '"open',
    '[1 2]',
    '{"a" 1}',
  ])('refuses %j', (text) => {
    expect(parseStrictJson(text)).toMatchObject({ ok: false, problem: { kind: 'not-json' } });
  });

  it('keeps a pair of surrogates together', () => {
    expect(parseStrictJson('"\\ud83d\\ude00"')).toEqual({ ok: true, value: '\u{1f600}' });
  });

  it('names a key that is there twice, also when one of them is written with an escape', () => {
    expect(parseStrictJson('{"a":1,\n"\\u0061":2}')).toEqual({
      ok: false,
      problem: { kind: 'duplicate-key', detail: 'a', line: 2 },
    });
  });

  it('lets __proto__ and constructor be keys like any other', () => {
    const outcome = parseStrictJson('{"__proto__":{"polluted":true},"constructor":1}');
    expect(outcome.ok && outcome.value instanceof Map && [...outcome.value.keys()]).toEqual([
      '__proto__',
      'constructor',
    ]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('refuses depth beyond what anyone writes, without overflowing', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseStrictJson(nested(MAX_DEPTH)).ok).toBe(true);
    expect(parseStrictJson(nested(MAX_DEPTH + 1)).ok).toBe(false);
    expect(parseStrictJson('['.repeat(100_000)).ok).toBe(false);
  });

  it('tells the line of an error', () => {
    expect(parseStrictJson('{\n "a": 1,\n "b": ?\n}')).toEqual({
      ok: false,
      problem: { kind: 'not-json', detail: '"?"', line: 3 },
    });
  });
});
