/** What a person sets for this page: keys, language, how it calls somebody, and what the browser keeps. */
import english from './en/settings.ts';
import { texts } from './locale.ts';

/** The palette, the sheet of keys, and what each action is called there. */
export const keysWords = texts('keys', english.keys);

/** The choice of the language. What a language is called stands in languages.ts, in its own words. */
export const languageWords = texts('language', english.language);

/** Keeping the screen on, and calling somebody who looks elsewhere. */
export const attentionWords = texts('attention', english.attention);

/** What the browser keeps for this page, and for how long. */
export const storageWords = texts('storage', english.storage);
