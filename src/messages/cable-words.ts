/** Words of the way by USB cable. */
import english from './en/cable.ts';
import { texts } from './locale.ts';

export const cableWords = texts('cable', english);
