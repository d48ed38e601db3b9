/** The palette, the sheet of keys, and what each action is called there. */
import english from './en/keys.ts';
import { texts } from './locale.ts';

export const keysWords = texts('keys', english);
