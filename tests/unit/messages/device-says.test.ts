/** Every text with which our own core refuses an update has words for people; so have those of stock devices. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deviceSays } from '../../../src/messages/device-says.ts';
import { tryAgainHelps } from '../../../src/messages/try-again.ts';

const CORE = 'src/ota-core';
const FILES = [
  ...readdirSync(`${CORE}/update`).map((name) => `${CORE}/update/${name}`),
  ...['ota-service.ts', 'update-session.ts'].map((name) => `${CORE}/device/${name}`),
];

/** Sentences of the core that refuse no update: its ends, its log, what a parser says inside, names of parts. */
const NO_REFUSAL =
  /^(Update applied, finalizing|Version is the same as current|Update requires reboot|Starting, timeout .*|X where X was expected|Boot loader|Boot settings|Partition table|Update failed: X|FW: .*|X X X X ->.*)$/;

/** Sentences in quotes, and templates with the names that can stand in their holes. */
function textsOf(file: string): readonly string[] {
  const source = readFileSync(file, 'utf8').replaceAll(
    /\/\*[\s\S]*?\*\/|\/\/.*$|^import .*$/gm,
    '',
  );
  return [...source.matchAll(/'([^'\n]* [^'\n]*)'|`([^`\n]*[a-z] [^`\n]*)`/g)].map(
    ([, quoted, template]) => quoted ?? (template ?? '').replaceAll(/\$\{[^}]*\}/g, 'X'),
  );
}

const FILLED: Readonly<Record<string, readonly string[]>> = {
  'Get X instead of X': ['Get app.bin instead of manifest.json'],
  'X update is not supported': [
    'Boot loader',
    'Boot settings',
    'Partition table',
    'NVS',
    'Part',
  ].map((what) => `${what} update is not supported`),
};

const read = [...new Set(FILES.flatMap(textsOf))].filter((text) => /^([A-Z]|data )/.test(text));
const texts = read
  .filter((text) => !NO_REFUSAL.test(text))
  .flatMap((text) => FILLED[text] ?? [text]);

describe('every refusal of the core', () => {
  it('is found in its sources', () => {
    // Some of each kind, so that a reader that finds nothing is noticed.
    expect(texts).toEqual(
      expect.arrayContaining([
        'Image too big',
        'Invalid manifest',
        'Expected offset X, got X',
        'Malformed archive',
        'Partition table update is not supported',
        'data is required, in base64',
        'Cannot save update status',
      ]),
    );
    expect(texts.length).toBeGreaterThan(30);
  });

  it.each(texts)('"%s" is put into plain words', (text) => {
    const saying = deviceSays(-1, `-1 ${text}`, 'OTA.Write');
    expect(saying).not.toBeNull();
    expect(saying?.said).toMatch(/^[A-Z].*\.$/);
  });
});

describe('the next step', () => {
  it.each([
    ['-1 Wrong platform'],
    ['-1 Image too big'],
    ['-1 Invalid manifest'],
    ['-3 Incomplete update package'],
    ['-4 Partition table update is not supported'],
    ['-7 Invalid size'],
    ['-10 Size mismatch'],
    ['-1 Malformed archive'],
    ['-5 OTA is not supported in this build'],
    ['Previous update has not been committed yet'],
  ])('after "%s" is not another try, which would end the same', (text) => {
    expect(deviceSays(-1, text, 'OTA.Write')?.next).not.toMatch(/try again/i);
    const facts = { offset: 0, remoteCode: -1, remoteMessage: text };
    const waits = /committed/.test(text); // it can be kept meanwhile
    expect(tryAgainHelps({ code: 'update/write-refused', facts, trace: '' })).toBe(waits);
  });

  it.each([['-10 Digest mismatch'], ['-11 Write failed'], ['-1 Failed to set boot partition']])(
    'after "%s" is another try, which may end otherwise',
    (text) => {
      expect(deviceSays(-10, text, 'OTA.Write')?.next).toBe('Try again.');
      const facts = { offset: 0, remoteCode: -10, remoteMessage: text };
      expect(tryAgainHelps({ code: 'update/write-refused', facts, trace: '' })).toBe(true);
    },
  );

  it('names a part outside the slots as what it is', () => {
    const said = (what: string) =>
      deviceSays(-4, `-4 ${what} update is not supported`, 'OTA.Write')?.said;
    expect(said('Partition table')).toMatch(/the partition table/);
    expect(said('NVS')).toMatch(/NVS/);
    expect(said('Boot loader')).toMatch(/the boot loader/);
  });

  it('is not another try where the device has no such method, or does not allow it', () => {
    for (const code of [401, 403, 404])
      expect(deviceSays(code, 'x', 'Sys.GetInfo')?.next ?? '').not.toMatch(/try again/i);
  });
});
