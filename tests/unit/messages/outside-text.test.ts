import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slotName } from '../../../src/messages/numbers.ts';
import {
  escapedJson,
  MOST_SHOWN,
  outside,
  terminalText,
  visible,
} from '../../../src/messages/outside-text.ts';
import { HOSTILE, RAW, withoutIsolates } from '../../support/hostile-text.ts';

/** Any UTF-16, with what hurts far more often than chance has it. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom(...Object.values(HOSTILE).map((text) => text.slice(0, 30))),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom('\u2068', '\u2069', '\u202e', '\u001b', '\n', '…', 'a', 'ש', '\u0301'),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''));

const lengthOf = (text: string): number => Array.from(text).length;

describe('text from outside on a screen', () => {
  it.each([
    '1.0.0',
    '20261101-120000/v1.1.0-3-g1234567-master',
    'esp32_0A1B2C',
    'Kühlschrank 2',
    'the device’s “gate” → 2 · …',
    '',
  ])('is shown as it is where it is plain: %s', (text) => {
    expect(visible(text)).toBe(text);
    expect(outside(text)).toBe(text);
  });

  it.each([
    ['\u001b[2J', '␛[2J'],
    ['a\r\nb\tc\u007f', 'a␍␊b␉c␡'],
    ['1.0\u202efed', '1.0[U+202E]fed'],
    ['\u009b31m', '[U+009B]31m'],
    ['a\u200bb\ufeff\u061c', 'a[U+200B]b[U+FEFF][U+061C]'],
    ['\u{e0041}', '[U+E0041]'],
    ['x\ud800y', 'x[U+D800]y'],
    ['a\u2028b', 'a[U+2028]b'],
    ['so\u00adft', 'so[U+00AD]ft'],
  ])('shows what is hidden in it: %j as %s', (text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(outside(text)).toBe(shown);
  });

  it('is isolated in a sentence where its letters have a direction of their own', () => {
    expect(outside('מכשיר 3')).toBe('\u2068מכשיר 3\u2069');
    expect(visible('מכשיר 3')).toBe('מכשיר 3');
  });

  it('is cut where it is too long, and says so', () => {
    expect(visible('a'.repeat(80))).toBe('a'.repeat(80));
    expect(visible('a'.repeat(81))).toBe(`${'a'.repeat(80)}…`);
    expect(visible('\u{1f600}'.repeat(81))).toBe(`${'\u{1f600}'.repeat(80)}…`);
    expect(visible('1234567\u001b[2J', 7)).toBe('1234567…');
  });

  it('stacks no more than four marks on a letter', () => {
    expect(visible('e\u0301\u0302\u0303\u0304\u0305')).toBe('e\u0301\u0302\u0303\u0304[U+0305]');
  });

  it('holds nothing hidden, no more than its bound, and no isolate but its own, whatever it is', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 120 }), (text, most) => {
        const shown = outside(text, most);
        const bare = withoutIsolates(shown);
        expect(bare).not.toMatch(RAW);
        expect(lengthOf(bare)).toBeLessThanOrEqual(most + 1);
        expect(shown === bare || shown === `\u2068${bare}\u2069`).toBe(true);
        expect(outside(shown, most)).toBe(shown);
        expect(visible(text, most)).not.toMatch(RAW);
      }),
    );
  });

  it('stays the same text for whoever looks twice, at its usual bound', () => {
    for (const text of Object.values(HOSTILE)) {
      expect(outside(outside(text))).toBe(outside(text));
      expect(lengthOf(withoutIsolates(outside(text)))).toBeLessThanOrEqual(MOST_SHOWN + 1);
    }
  });
});

describe('text from outside on a terminal', () => {
  it('is one line without anything hidden, whatever it is, and plain text as it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(terminalText(text)).not.toMatch(RAW);
      }),
    );
    expect(terminalText('1.0.0 → 1.1.0, kept …')).toBe('1.0.0 → 1.1.0, kept …');
    expect(terminalText(HOSTILE.beginsALine)).toBe('demo␊Done: 1.0.0 → 9.9.9, kept, in 1 s.');
  });

  it('leaves out the isolates of our own sentences', () => {
    expect(terminalText(`Runs ${outside('מכשיר')}.`)).toBe('Runs מכשיר.');
  });

  it('has spaces that a search finds', () => {
    expect(terminalText(`Runs from ${slotName(1)}.`)).toBe('Runs from slot B.');
  });

  it('is escaped in JSON, and parsed the same text again', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = escapedJson({ [text]: [text] });
        expect(line).not.toMatch(RAW);
        expect(JSON.parse(line)).toEqual({ [text]: [text] });
      }),
    );
    expect(escapedJson({ app: 'a\u001b\u009b\u202e' })).toBe(
      String.raw`{"app":"a\u001b\u009b\u202e"}`,
    );
  });
});
