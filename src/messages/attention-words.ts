/** Keeping the screen on, and calling somebody who looks elsewhere. */
import english from './en/attention.ts';
import { texts } from './locale.ts';

export const attentionWords = texts('attention', english);
