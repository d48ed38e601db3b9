/** The attacks on the names of an archive, by their numbers (proof.md#attacks): on the host's reader and on a device. */
import { describe, expect, it } from 'vitest';
import { APP, attack, entry, judge, type Verdict } from '../../support/bundle/attack.ts';
import { utf8, type ForgedEntry } from '../../support/bundle/zip-forge.ts';

const MALFORMED = 'Malformed archive';
const refused = (host: Verdict['host'], device = MALFORMED): Verdict => ({ host, device });
const onlyHost = (host: Verdict['host']): Verdict => ({ host, device: null });
const named = (name: string | Uint8Array): Uint8Array =>
  attack({
    more: [
      {
        ...entry('x', 'x'),
        local: { name: typeof name === 'string' ? utf8(name) : name },
      },
    ],
  });

describe('Z1 a name', () => {
  it.each([
    ['that leads up', '../app'],
    ['that leads up further in', 'a/../../app'],
    ['that is absolute', '/app'],
    ['of a drive', 'C:app'],
    ['with a backslash', 'a\\app'],
    ['with a NUL', 'app\0.bin'],
    ['that is empty', ''],
    ['that is a dot', '.'],
    ['that is two dots', '..'],
    ['that ends in a dot', 'app.'],
    ['that ends in a space', 'app '],
    ['with an empty folder', 'a//app'],
    ['that is not UTF-8', Uint8Array.of(0x61, 0xff)],
    ['of over-long UTF-8', Uint8Array.of(0x2e, 0xc0, 0xaf)],
    ['of a surrogate in UTF-8', Uint8Array.of(0xed, 0xa0, 0x80)],
    ['that turns the direction', 'app\u202enib'],
    ['with a mark of direction', 'app\u200fnib'],
    ['with a line break', 'a\nb'],
  ])('%s is refused', (_, name) => {
    expect(judge(named(name))).toEqual(refused('bundle/unsafe-name'));
  });

  it.each([
    ['a space without width', 'app\u200b.bin'],
    ['a joiner without width', 'app\u200d.bin'],
    ['a soft hyphen', 'ap\u00adp.bin'],
    ['a word joiner', 'app\u2060.bin'],
    ['a Hangul filler', 'app\u3164.bin'],
    ['a variation selector', 'app\ufe0f.bin'],
    ['a tag', 'app\u{e0041}.bin'],
    ['a blank of Braille', 'app\u2800.bin'],
    ['a space that does not break', 'a\u00a0b'],
    ['a line separator', 'a\u2028b'],
    ['a Cyrillic letter among Latin ones', '\u0430pp.bin'],
    ['a Greek letter among Latin ones', 'c\u03bfnf.json'],
    ['a word of Cyrillic letters that look Latin', '\u0441\u043e\u0440\u0443.bin'],
    ['a word of Greek letters that look Latin', '\u0391\u03a1\u03a1'],
    ['a ligature', '\ufb01rmware.bin'],
    ['wide letters', '\uff41pp.bin'],
    ['mathematical letters', '\u{1d41a}pp.bin'],
    ['a slash that is none', 'a\u2215b'],
    ['a hyphen that is none', 'a\u2010b'],
    ['a phonetic letter', '\u0251pp.bin'],
  ])('with %s is refused by the host for what it hides', (_, name) => {
    expect(judge(named(name))).toEqual(onlyHost('bundle/misleading-name'));
  });

  it.each([
    'caf\u00e9.txt',
    'cafe\u0301.txt',
    '\u043f\u0440\u043e\u0448\u0438\u0432\u043a\u0430.txt',
    '\u56fa\u4ef6v2.bin',
    'a-b_c (1).txt',
    '\u00fc\u00df.txt',
  ])('as people write it is taken: %s', (name) => {
    expect(judge(named(name))).toEqual({ host: null, device: null });
  });

  it('of 50 bytes is refused, one of 49 taken', () => {
    expect(judge(named('n'.repeat(50)))).toEqual(
      refused('bundle/name-too-long', 'Too long file name'),
    );
    expect(judge(named('n'.repeat(49)))).toEqual({ host: null, device: null });
  });
});

describe('Z2 two names', () => {
  it.each([
    ['that are equal', 'app.bin', MALFORMED],
    ['that are equal once the folder is stripped', 'x/app.bin', MALFORMED],
    ['that are equal but for case', 'APP.bin', null],
  ])('%s are one', (_, name, device) => {
    expect(judge(attack({ more: [entry(name, APP)] }))).toEqual({
      host: 'bundle/contradiction',
      device,
    });
  });

  it('that are equal in another form are one', () => {
    const more = [entry('caf\u00e9', 'a'), entry('cafe\u0301', 'a')];
    expect(judge(attack({ more }))).toEqual(onlyHost('bundle/contradiction'));
  });
});

it('Z1 a name of other letters is refused where it does not say that it is UTF-8, or comes from a DOS computer', () => {
  const odd = (forged: Partial<ForgedEntry>) =>
    judge(attack({ more: [{ ...entry('caf\u00e9.txt', 'x'), ...forged }] }));
  expect(odd({})).toEqual({ host: null, device: null });
  expect(odd({ local: { flags: 0 } })).toEqual(onlyHost('bundle/unsupported'));
  expect(odd({ central: { madeBy: 20 } })).toEqual(onlyHost('bundle/unsupported'));
});
