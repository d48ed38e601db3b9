/** Words for the files of a device: what an update will make of them, and what lies in the slots of a chip. */
import english from './en/files.ts';
import { texts } from './locale.ts';

export const FILES_WORDS = texts('files', english);
