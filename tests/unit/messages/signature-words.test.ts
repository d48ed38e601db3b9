import { afterEach, describe, expect, it } from 'vitest';
import type { SignatureVerdict } from '../../../src/contracts/signature.ts';
import { german } from '../../support/messages/german.ts';
import { locale } from '../../../src/messages/locale.ts';
import { verdictWords } from '../../../src/messages/signature-words.ts';

afterEach(() => locale.speak('en', null));

const VERDICTS: readonly SignatureVerdict[] = [
  { kind: 'unsigned' },
  { kind: 'unknown' },
  { kind: 'broken', why: 'no-match' },
  { kind: 'good', by: ['Plant'] },
];
const distinct = (values: readonly string[]): number => new Set(values).size;

describe('the four outcomes of a signature', () => {
  it.each(['en', 'de'])('differ by word, sentence, shape and colour (%s)', (language) => {
    locale.speak(language, language === 'de' ? german : null);
    const words = VERDICTS.map(verdictWords);
    expect([
      distinct(words.map(({ tag }) => tag)),
      distinct(words.map(({ text }) => text)),
      distinct(words.map(({ mark }) => mark)),
      distinct(words.map(({ tone }) => tone)),
    ]).toEqual([4, 4, 4, 4]);
  });

  it('names whose key it is, with nothing hidden in the name', () => {
    const { text } = verdictWords({ kind: 'good', by: ['Plant', 'x\u202Ey'] });
    expect(text).toContain('Plant');
    expect(text).not.toContain('\u202E');
  });
});
