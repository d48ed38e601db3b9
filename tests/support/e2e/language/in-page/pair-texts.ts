/** Two catalogues of texts side by side: each text that one says teaches what the other says for the same facts. */
import type { PhraseBook } from './phrase-book.ts';

type Facts = readonly unknown[];
type Sentence = (...facts: Facts) => unknown;

/** A fact with words of the language in it may be one of so many in English. */
const ALTERNATIVES = 8;

export interface Pairing {
  readonly book: PhraseBook;
  /** Sentences that were said of the same facts, and not with the same numbers: each with the English one. */
  readonly unequal: Map<string, string>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype);

/** Like `spoken`, and tells the book of all that is said. */
export function pairTexts<Texts>(spoken: Texts, english: unknown, pairing: Pairing): Texts;
export function pairTexts(spoken: unknown, english: unknown, pairing: Pairing): unknown {
  if (typeof spoken === 'string' && typeof english === 'string') {
    pairing.book.learn(spoken, english);
    return spoken;
  }
  if (typeof spoken === 'function' && typeof english === 'function')
    return pairSentences(spoken as Sentence, english as Sentence, pairing);
  if (!isObject(spoken) || !isObject(english)) return spoken;
  const paired = Object.entries(spoken).map(([key, value]): [string, unknown] => [
    key,
    pairTexts(value, english[key], pairing),
  ]);
  return Array.isArray(spoken) ? paired.map(([, value]) => value) : Object.fromEntries(paired);
}

const pairSentences =
  (spoken: Sentence, english: Sentence, pairing: Pairing): Sentence =>
  (...facts) => {
    const said = spoken(...facts);
    const [first, ...others] = englishFacts(facts, pairing.book);
    for (const other of others.reverse()) pairTexts(said, english(...other), pairing);
    const inEnglish = english(...(first ?? facts));
    if (typeof said === 'string' && typeof inEnglish === 'string')
      if (numbersIn(said) !== numbersIn(inEnglish)) pairing.unequal.set(said, inEnglish);
    return pairTexts(said, inEnglish, pairing);
  };

/** The same facts with the words in them in English; the most likely first. */
function englishFacts(facts: Facts, book: PhraseBook): readonly Facts[] {
  let most = 1;
  const choose = (fact: unknown, choice: number): unknown => {
    if (typeof fact === 'string') {
      const alternatives = book.english(fact);
      most = Math.min(ALTERNATIVES, Math.max(most, alternatives.length));
      return alternatives[choice % alternatives.length];
    }
    if (!isObject(fact)) return fact;
    const chosen = Object.entries(fact).map(([key, value]): [string, unknown] => [
      key,
      choose(value, choice),
    ]);
    return Array.isArray(fact) ? chosen.map(([, value]) => value) : Object.fromEntries(chosen);
  };
  const all: Facts[] = [];
  for (let choice = 0; choice < most; choice += 1)
    all.push(facts.map((fact) => choose(fact, choice)));
  return all;
}

/** Digits of each number that is told, in no order: a language has its own. A month may be a number or a name. */
const numbersIn = (text: string): string =>
  (text.replaceAll(/\b(\d{1,2})\.\d{1,2}\.(\d{4})\b/g, '$1 $2').match(/\d+(?:[.,:]\d+)*/g) ?? [])
    .map((number) => number.replaceAll(/[.,]/g, ''))
    .sort()
    .join(' ');
