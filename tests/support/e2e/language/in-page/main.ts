/** Goes before a language's catalogue in the app under test (../app-in-language.ts). */
import type { Catalogue, LateTexts } from '../../../../../src/messages/catalogue.ts';
import { english } from './english.ts';
import { EnglishPage } from './find-english.ts';
import { pairTexts } from './pair-texts.ts';
import { PhraseBook } from './phrase-book.ts';

/** What tests ask of a page that speaks another language: `globalThis.inEnglish`. */
export interface InEnglish {
  readonly page: EnglishPage;
  readonly unequal: ReadonlyMap<string, string>;
}

const book = new PhraseBook();
const unequal = new Map<string, string>();
const inEnglish: InEnglish = { page: new EnglishPage(book), unequal };

const learnFrom = <Texts extends Catalogue | LateTexts>(spoken: Texts): Texts =>
  pairTexts(spoken, english, { book, unequal });

/** Each file of words calls it: the first one brings this script, and the late ones find it. */
Object.assign(globalThis, { inEnglish, slipwayLearn: learnFrom });
