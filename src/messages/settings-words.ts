/** What a person sets for this page: keys, language, how it calls somebody, and what the browser keeps. */
import english from './en/settings.ts';
import { texts } from './locale.ts';

/** The palette, the sheet of keys, and what each action is called there. */
export const keysWords = texts('keys', english.keys);

/**
 * What stands on the keys of a combination, as the table of actions names it: `Shift+K` is two keys at once, `g u` one
 * after the other.
 */
export function keyCaps(
  of: string,
  { isApple }: { readonly isApple: boolean },
): { readonly caps: string[]; readonly between: string } {
  if (of.includes(' ')) return { caps: of.split(' '), between: keysWords.then };
  const words: Readonly<Record<string, string>> = keysWords.caps;
  const onCap = (key: string): string => (key === 'Control' && isApple ? '⌘' : (words[key] ?? key));
  return { caps: of.split('+').map(onCap), between: ' + ' };
}

/** The choice of the language. What a language is called stands in languages.ts, in its own words. */
export const languageWords = texts('language', english.language);

/** Keeping the screen on, and calling somebody who looks elsewhere. */
export const attentionWords = texts('attention', english.attention);

/** What the browser keeps for this page, and for how long. */
export const storageWords = texts('storage', english.storage);
