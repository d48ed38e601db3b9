/** What every command says of the languages there are. */
import type { Failure } from '../contracts/failure.ts';
import english from './en/push.ts';
import { LANGUAGES } from './languages.ts';
import { textGroup } from './locale.ts';
import { outside } from './outside-text.ts';

const text = textGroup('push', english, 'help');

/** As `--lang` takes them. */
export const languageTags = (): readonly string[] => LANGUAGES.map(({ tag }) => tag);

/** Why `--lang` was not taken, with what it takes; null for any other failure. */
export function badLanguageWords(failure: Failure): string | null {
  if (failure.code !== 'use/bad-option' || failure.facts.option !== '--lang') return null;
  const known = languageTags().join(', ');
  const { detail } = failure.facts;
  return detail === 'no value'
    ? text.noLanguageValue(known)
    : text.noLanguage(outside(detail), known);
}
