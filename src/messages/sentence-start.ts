/** How a sentence begins and ends. */
import english from './en/grammar.ts';
import { texts } from './locale.ts';

const grammar = texts('grammar', { begin: english.begin });

/** A name at the beginning of a sentence: `the practice device` gets its capital, an id stays as it is. */
export const begin = (name: string): string => grammar.begin(name);

/** What may end with a full stop, or not, as a sentence before another one. */
export const fullSentence = (text: string): string => `${text.replace(/\.$/, '')}.`;
