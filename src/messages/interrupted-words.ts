/** Words of interrupted updates. Whoever shows one fetches them in the language of the page first (late-languages.ts). */
import english from './en/interrupted.ts';
import { texts } from './locale.ts';

export const interruptedWords = texts('interrupted', english);
