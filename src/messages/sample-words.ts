/** The firmwares that travel with the app, in words. */
import english from './en/practice.ts';
import { texts } from './locale.ts';

export const sampleWords = texts('sample', english.sample);
