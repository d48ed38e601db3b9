import { describe, expect, it } from 'vitest';
import { refusalOfBytes } from '../../support/bundle/refusal.ts';
import { forgeZip, utf8 } from '../../support/bundle/zip-forge.ts';

const APP = utf8('application');
const manifest = {
  platform: 'esp32',
  version: '1',
  build_id: 'b',
  parts: { app: { src: 'app.bin' } },
};

/** Why a bundle is refused whose archive holds these files beside its manifest and app. */
const refusalWith = (...names: readonly string[]) =>
  refusalOfBytes(
    forgeZip([
      { name: 'manifest.json', bytes: utf8(JSON.stringify(manifest)) },
      { name: 'app.bin', bytes: APP },
      ...names.map((name) => ({ name, bytes: utf8(name) })),
    ]),
  );

describe('two names of an archive', () => {
  it.each([
    ['the form of an accent', 'caf\u00e9.txt', 'cafe\u0301.txt'],
    ['the form of several marks', '\u1ec7.txt', 'e\u0323\u0302.txt'],
    ['the order of two marks', 'e\u0302\u0323.txt', 'e\u0323\u0302.txt'],
    ['a Hangul syllable and its letters', '\ud55c.txt', '\u1112\u1161\u11ab.txt'],
    ['upper and lower case', 'Readme.txt', 'README.TXT'],
    ['case outside of ASCII', '\u00c9t\u00e9.txt', '\u00e9t\u00e9.txt'],
    ['case and the form of an accent', 'CAF\u00c9.txt', 'cafe\u0301.txt'],
    ['the folder that devices strip', 'a/readme.txt', 'b/readme.txt'],
  ])('that differ only in %s are one name twice', (_, first, second) => {
    const facts = { file: second.slice(second.indexOf('/') + 1), field: 'name' };
    expect(refusalWith(first, second)).toEqual({ code: 'bundle/contradiction', facts });
    expect(refusalWith(second, first)).toMatchObject({ code: 'bundle/contradiction' });
  });

  it.each([
    ['an accent and none', 'caf\u00e9.txt', 'cafe.txt'],
    ['two accents', '\u00e9.txt', '\u00e8.txt'],
    [
      'words of two alphabets',
      '\u043f\u0440\u043e\u0448\u0438\u0432\u043a\u0430.txt',
      'firmware.txt',
    ],
  ])('that differ in %s are two names', (_, first, second) => {
    expect(refusalWith(first, second)).toBeNull();
  });
});
