/** The panel that shows and breaks the practice device. */
import english from './en/practice.ts';
import { texts } from './locale.ts';

export const practiceWords = texts('practice', english.practice);
