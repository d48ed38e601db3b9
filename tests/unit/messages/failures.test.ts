import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { Failure, FailureCode } from '../../../src/contracts/failure.ts';
import {
  deviceSays,
  failureSentence,
  failureWords,
  tryAgainHelps,
} from '../../../src/messages/failures.ts';
import { examples, failures } from '../../support/messages/failure-examples.ts';
import { HOSTILE, RAW, withoutIsolates } from '../../support/hostile-text.ts';

/** Its `field` is one of a few. */
const ZIP: FailureCode = 'bundle/contradiction';

/** The failure with `lie` in every text of its facts that names or tells something, not one of a few cases. */
function lying(failure: Failure, lie: string): Failure {
  const cases = ['by', 'feature', 'heard', 'seen', 'reason', 'kind', 'why', 'algorithm'];
  const facts = Object.entries(failure.facts).map(([name, value]: [string, unknown]) => {
    if (Array.isArray(value)) return [name, value.map(() => lie)];
    const isCase = cases.includes(name) || (name === 'field' && failure.code === ZIP);
    return [name, typeof value === 'string' && !isCase ? lie : value];
  });
  return { ...failure, facts: Object.fromEntries(facts) as never };
}

describe('failure words', () => {
  it.each(failures)('say what happened for $code, in the tone of the product', (failure) => {
    const { headline } = failureWords(failure);
    const sentence = failureSentence(failure);
    expect(headline).toMatch(/^[A-Z0-9-].*\.$/i);
    expect(sentence).not.toMatch(/undefined|null|NaN|\[object/);
    expect(sentence).not.toMatch(/\b(please|sorry|oops|successfully|brick\w*|OK)\b|!/i);
  });

  it.each(failures.filter((failure) => failure.code.startsWith('bundle/')))(
    'say for $code that nothing was sent, and what next',
    (failure) => {
      const { safety, next } = failureWords(failure);
      expect(safety).toBe('Nothing was sent.');
      expect(next).not.toBeNull();
    },
  );

  it('names the part and the reason', () => {
    const failure: Failure = {
      code: 'bundle/hash-mismatch',
      facts: examples['bundle/hash-mismatch'],
      trace: '',
    };
    expect(failureSentence(failure)).toBe(
      'app11.bin is not the part the manifest names: SHA-1 differs. Nothing was sent. Ask your supplier for a new file.',
    );
  });

  it.each(failures)('of $code hold nothing hidden, whatever its facts say', (failure) => {
    for (const lie of Object.values(HOSTILE)) {
      const sentence = failureSentence(lying(failure, lie));
      expect(withoutIsolates(sentence)).not.toMatch(RAW);
      expect(sentence.length).toBeLessThan(2_000);
    }
  });

  it("puts the device's own texts into plain words, and admits what it does not know", () => {
    const said = (code: number, message: string) => deviceSays(code, message, 'OTA.Begin')?.said;
    expect(said(-1, 'Wrong platform')).toBe('This firmware is for another chip.');
    expect(said(-10, '-10 Digest mismatch')).toBe('A part did not arrive intact.');
    expect(said(404, 'No handler for OTA.Begin')).toBe('The device does not have OTA.Begin.');
    expect(said(401, '{}')).toMatch(/password/);
    expect(said(403, 'unauthorized')).toMatch(/do not allow OTA.Begin/);
    expect(said(-3, 'E_WHATEVER')).toBeUndefined();
  });
});

describe('another device in its place', () => {
  it.each([
    ['serial', /cable/],
    ['bluetooth', /browser’s list/],
    ['websocket', /address/],
    ['http', /address/],
    [undefined, /connected/],
  ])('names what decides it on a link of kind %s', (kind, words) => {
    const facts = { expected: 'esp32_A', found: 'esp32_B', ...(kind !== undefined && { kind }) };
    const { next } = failureWords(toFailure(new OtaError('device/other-device', facts)));
    expect(next).toMatch(words);
    if (kind !== 'websocket' && kind !== 'http') expect(next).not.toMatch(/address/);
  });
});

describe('a port that is out', () => {
  it('is plugged in again, and has no address to check', () => {
    const facts = { address: 'CP210x', detail: 'unplugged' };
    const { headline, next } = failureWords(toFailure(new OtaError('link/refused', facts)));
    expect(headline).toBe('CP210x is not plugged in.');
    expect(next).not.toMatch(/address/);
  });
});

/** Every text with which our own core refuses an update has words for people; so have those of stock devices. */
const CORE = 'src/ota-core';
const FILES = [
  ...readdirSync(`${CORE}/update`).map((name) => `${CORE}/update/${name}`),
  ...['ota-service.ts', 'transfer.ts', 'update-session.ts'].map((name) => `${CORE}/device/${name}`),
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

  it('is not another try after what was foretold and allowed all the same', () => {
    const facts = {
      offset: 0,
      remoteCode: -10,
      remoteMessage: '-10 Digest mismatch',
      foretold: true,
    } as const;
    const failure = { code: 'update/write-refused', facts, trace: '' } as const;
    expect(tryAgainHelps(failure)).toBe(false);
    expect(failureSentence(failure)).not.toMatch(/try again/i);
  });

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
