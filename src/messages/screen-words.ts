/** The fixed words of the Update screen, its parts and the frame around it. */
import english from './en/screen.ts';
import { texts } from './locale.ts';

export const screenWords = texts('screen', english.screen);
