/** Words of recordings, for the screens that save and open them. */
import english from './en/recording.ts';
import { texts } from './locale.ts';

export const recordingWords = texts('recording', english);
