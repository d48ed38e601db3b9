import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { batchWords } from '../../../../src/messages/batch-words.ts';
import { locale } from '../../../../src/messages/locale.ts';
import { LanguageState } from '../../../../src/ui/state/display.svelte.ts';

const page = { documentElement: { lang: 'en' } };
let kept: Map<string, string>;
let reloads: number;

const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
};
const refused = () => {
  throw new Error('storage is closed to this page');
};

/** A page that is loaded. */
const load = () => new LanguageState({ reload: () => (reloads += 1) });

beforeEach(() => {
  kept = new Map();
  reloads = 0;
  page.documentElement.lang = 'en';
  vi.stubGlobal('localStorage', storage);
  vi.stubGlobal('document', page);
});

afterEach(() => {
  vi.unstubAllGlobals();
  locale.speak('en', null);
});

describe('the language of the page', () => {
  it('is the first of the browser that there is, and the page says so', async () => {
    const language = load();
    await language.speak(['fr', 'de-AT', 'en']);
    expect(language.chosen).toBeNull();
    expect(page.documentElement.lang).toBe('de');
    expect(batchWords.title).toBe('Werkbank');
  });

  it('is the one that was chosen, whatever the browser asks for, after one reload', async () => {
    const before = load();
    await before.speak(['en']);
    before.choose('de');
    expect([reloads, batchWords.title]).toEqual([1, 'Bench']);
    const after = load();
    await after.speak(['en']);
    expect([after.chosen, batchWords.title]).toEqual(['de', 'Werkbank']);
    after.choose(null);
    expect([reloads, load().chosen]).toEqual([2, null]);
  });

  it('is the browser’s where what is kept is no language', async () => {
    kept.set('slipway-language', 'tlh');
    const language = load();
    await language.speak(['de']);
    expect([language.chosen, locale.tag]).toEqual([null, 'de']);
  });

  it('cannot be chosen where the browser keeps nothing: no reload would help', async () => {
    vi.stubGlobal('localStorage', { getItem: refused, setItem: refused, removeItem: refused });
    const language = load();
    expect(language.isKept).toBe(false);
    language.choose('de');
    expect(reloads).toBe(0);
    await language.speak(['de']);
    expect(locale.tag).toBe('de');
  });
});
