/** What the browser keeps for this page, and for how long. */
import english from './en/storage.ts';
import { texts } from './locale.ts';

export const storageWords = texts('storage', english);
