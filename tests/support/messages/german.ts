import words from '../../../src/messages/de/index.ts';
import late from '../../../src/messages/de/late.ts';
import commands from '../../../src/messages/de/commands.ts';

/** All that is said in German, by pages and by commands. */
export const german = { ...words, ...late, ...commands };
