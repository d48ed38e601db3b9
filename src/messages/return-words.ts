/** Why the old firmware runs again, only as far as it was seen: see update/judge-return.ts. */
import english from './en/result.ts';
import { texts } from './locale.ts';

export const wentBackSentence = texts('wentBack', english.wentBack);
