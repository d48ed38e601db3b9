/** What texts of the language that is spoken are in English, learnt as they are said. */

/** More alternatives than this are not told apart by any test. */
const ALTERNATIVES = 64;
const WORD = /[\p{L}\p{N}_]/u;
const LETTER = /\p{L}/u;

export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `1.234,5` as `1,234.5`; a version or an address stays as it is. */
const englishNumbers = (text: string): string =>
  text.replaceAll(
    /(?<![\d.,])(\d{1,3}(?:\.\d{3})*|\d+)(,\d+)?(?![.,]?\d)/g,
    (_, whole: string, fraction = '') =>
      `${whole.replaceAll('.', ',')}${String(fraction).replace(',', '.')}`,
  );

/** Every text that takes one of each part's alternatives, in order. */
export function combined(parts: readonly (readonly string[])[]): readonly string[] {
  let texts: readonly string[] = [''];
  for (const part of parts)
    texts = texts
      .flatMap((begun) => part.map((alternative) => begun + alternative))
      .slice(0, ALTERNATIVES);
  return texts;
}

export class PhraseBook {
  /** What was said last comes first. */
  readonly #english = new Map<string, readonly string[]>();
  /** Phrases by their first two characters, the longest first. */
  readonly #byStart = new Map<string, string[]>();
  readonly #asked = new Map<string, readonly string[]>();

  /** `spoken` was said where English says `english`. */
  learn(spoken: string, english: string): void {
    const [said, inEnglish] = [oneLine(spoken), oneLine(english)];
    this.#keep(said, inEnglish);
    // Neutral code may put it at the beginning of a line.
    this.#keep(capital(said), capital(inEnglish), capital(said) === said ? 'last' : 'first');
  }

  knows(text: string): boolean {
    return this.#english.has(oneLine(text));
  }

  /**
   * What English may say for it: a phrase for a phrase; for a line that code put together, one for each phrase in it,
   * and what is no phrase (names, numbers) as it is. White space at its ends is kept.
   */
  english(text: string): readonly string[] {
    const line = oneLine(text);
    const found = this.#asked.get(line) ?? this.#find(line);
    this.#asked.set(line, found);
    if (line === text) return found;
    const [before = ''] = /^\s*/.exec(text) ?? [];
    const [after = ''] = line === '' ? [] : (/\s*$/.exec(text) ?? []);
    return found.map((english) => before + english + after);
  }

  /** Each that was said where English says this. */
  spoken(english: string): readonly string[] {
    const pairs = [...this.#english];
    return pairs.flatMap(([spoken, all]) => (all.includes(english) ? [spoken] : []));
  }

  #keep(spoken: string, english: string, as: 'first' | 'last' = 'first'): void {
    if (spoken === '') return;
    const known = this.#english.get(spoken);
    if (known?.includes(english) === true) return;
    const others = known ?? [];
    this.#english.set(spoken, as === 'first' ? [english, ...others] : [...others, english]);
    this.#asked.clear();
    if (known !== undefined || !LETTER.test(spoken)) return;
    const start = spoken.slice(0, 2);
    const beside = this.#byStart.get(start) ?? [];
    const at = beside.findIndex(({ length }) => length < spoken.length);
    beside.splice(at === -1 ? beside.length : at, 0, spoken);
    this.#byStart.set(start, beside);
  }

  #find(line: string): readonly string[] {
    const whole = this.#english.get(line);
    if (whole !== undefined) return whole;
    const parts: (readonly string[])[] = [];
    let between = '';
    for (let at = 0; at < line.length;) {
      const phrase = this.#phraseAt(line, at);
      if (phrase === null) between += line.charAt(at);
      else parts.push([englishNumbers(between)], this.#english.get(phrase) ?? []);
      if (phrase !== null) between = '';
      at += phrase?.length ?? 1;
    }
    return [...new Set([...combined([...parts, [englishNumbers(between)]]), line])];
  }

  /** The longest phrase that stands there as words of its own. */
  #phraseAt(line: string, at: number): string | null {
    if (at > 0 && WORD.test(line.charAt(at - 1)) && WORD.test(line.charAt(at))) return null;
    const beside = this.#byStart.get(line.slice(at, at + 2)) ?? [];
    const ends = (phrase: string): boolean => {
      const next = line.charAt(at + phrase.length);
      return !(WORD.test(next) && WORD.test(phrase.slice(-1)));
    };
    return beside.find((phrase) => line.startsWith(phrase, at) && ends(phrase)) ?? null;
  }
}
