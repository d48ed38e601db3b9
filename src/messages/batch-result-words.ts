/** Words of the bench's list of results, on the screen and in the file. */
import english from './en/bench.ts';
import { textGroup } from './locale.ts';

/** How a device ended, in one word for sorting: as the summary calls it. */
export const VERDICTS = textGroup('bench', english, 'verdicts');

export const batchResultWords = textGroup('bench', english, 'results');
