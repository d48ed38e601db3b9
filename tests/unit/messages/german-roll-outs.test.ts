/** What is easy to get wrong in German of a roll-out: times that end with a full stop of their own. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import late from '../../../src/messages/de/late.ts';
import { locale } from '../../../src/messages/locale.ts';
import { rollOutWords } from '../../../src/messages/roll-out-words.ts';
import { german } from '../../support/messages/german.ts';

beforeEach(() => locale.speak('de', { ...german, ...late }));
afterEach(() => locale.speak('en', null));

const TIMES_MS = [1_800_000, 3_600_000, 7_200_000, 86_400_000];

describe('the time that a firmware has to run, in German', () => {
  it('ends no sentence, so that an abbreviation brings no second full stop', () => {
    const said = TIMES_MS.map((ms) => rollOutWords.rules.duration(ms)).flatMap((soak) => [
      rollOutWords.happens.next(soak),
      rollOutWords.happens.soakLast(soak),
      rollOutWords.run.next.wave(2, soak),
    ]);
    expect(said.filter((sentence) => !/[^.]\.$/.test(sentence))).toEqual([]);
    expect(said.slice(0, 3)).toEqual([
      'Jede Welle wartet, bis alle davor behalten sind und 30 Min. lang gelaufen sind.',
      'Jedes Gerät wird noch einmal gefragt, wenn es 30 Min. lang gelaufen ist.',
      'Welle 2 beginnt, wenn jedes Gerät von Welle 1 behalten ist und 30 Min. lang gelaufen ist.',
    ]);
    expect(said.at(-1)).toContain('1 Tag lang gelaufen ist.');
  });
});
