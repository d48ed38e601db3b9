import { describe, expect, it } from 'vitest';
import { pairTexts } from '../../../support/e2e/language/in-page/pair-texts.ts';
import { PhraseBook } from '../../../support/e2e/language/in-page/phrase-book.ts';

const ENGLISH = {
  practice: 'the practice device',
  keep: 'Keep',
  slot: (letter: string) => `slot ${letter}`,
  writing: (version: string, slot: string) => `Writing ${version} to ${slot}`,
  runs: ({ device, version }: { device: string; version: string }) => ({
    headline: `${device} runs ${version}`,
  }),
};
const GERMAN: typeof ENGLISH = {
  practice: 'das Übungsgerät',
  keep: 'Behalten',
  slot: (letter) => `Slot ${letter}`,
  writing: (version, slot) => `${version} wird in ${slot} geschrieben`,
  runs: ({ device, version }) => ({ headline: `${device} läuft mit ${version}` }),
};

function paired(spoken = GERMAN) {
  const book = new PhraseBook();
  const unequal = new Map<string, string>();
  return { book, unequal, texts: pairTexts(spoken, ENGLISH, { book, unequal }) };
}

describe('what was said in another language', () => {
  it('is what English says of the same facts, with their words in English too', () => {
    const { book, texts } = paired();
    expect(texts.writing('1.1.0', texts.slot('B'))).toBe('1.1.0 wird in Slot B geschrieben');
    expect(book.english('1.1.0 wird in Slot B geschrieben')[0]).toBe('Writing 1.1.0 to slot B');
    texts.runs({ device: texts.practice, version: '1.1.0' });
    expect(book.english('das Übungsgerät läuft mit 1.1.0')[0]).toBe(
      'the practice device runs 1.1.0',
    );
  });

  it('is found in a line that code put together, whose other words stay', () => {
    const { book } = paired();
    expect(book.english(' Behalten · demo 1.1.0 · 173.873 B ')[0]).toBe(
      ' Keep · demo 1.1.0 · 173,873 B ',
    );
    expect(book.english('Behaltensfrist')).toEqual(['Behaltensfrist']);
    expect(book.english('127.0.0.1, 1,5 kB')[0]).toBe('127.0.0.1, 1.5 kB');
  });

  it('has each meaning of a phrase that two texts share, the last one said first', () => {
    const { book } = paired();
    book.learn('Gerät', 'device');
    book.learn('Gerät', 'board');
    expect(book.english('Gerät').slice(0, 2)).toEqual(['board', 'device']);
    // As it stands at the beginning of a line.
    expect(book.english('Gerät')).toContain('Device');
    expect(book.spoken('board')).toEqual(['Gerät']);
  });

  it('is noted when it has other numbers than English', () => {
    const { texts, unequal } = paired({
      ...GERMAN,
      writing: (_, slot) => `${slot} wird geschrieben`,
    });
    texts.writing('1.1.0', 'slot B');
    const dates = { at: () => '29 Nov 2026, 13:12' };
    const daten = { at: () => '29.11.2026, 13:12' };
    pairTexts(daten, dates, { book: new PhraseBook(), unequal }).at();
    expect([...unequal]).toEqual([['slot B wird geschrieben', 'Writing 1.1.0 to slot B']]);
  });
});
