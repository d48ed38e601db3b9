/** The head of a saved report: what a person reads before the data. */
import english from './en/receipt.ts';
import { textGroup } from './locale.ts';

export const reportWords = textGroup('receipt', english, 'report');
