/** Words of the choice of the language. What a language is called stands in languages.ts, in its own words. */
import english from './en/language.ts';
import { texts } from './locale.ts';

export const languageWords = texts('language', english);
