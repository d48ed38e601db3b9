/** What was mended of a firmware file, in one line, and the choice among several in one. */
import type { Mended } from '../contracts/mended.ts';
import english from './en/mended.ts';
import { texts } from './locale.ts';
import { safe } from './state-words.ts';
import { heardPolitely, HOLD } from './text-shapes.ts';
import type { StateWords } from './text-shapes.ts';

export const mendedWords = texts('mended', english.mended);

export const mendedSentence = (mended: readonly Mended[]): string =>
  mendedWords.sentence(mended.map((kind) => mendedWords.kinds[kind]));

/** Several firmwares are in one file: which is asked, and nothing is wrong. */
export function severalWords(fileName: string, count: number): StateWords {
  const said = mendedWords.several.state(fileName, count);
  return heardPolitely(said, HOLD, safe(said.safety));
}
