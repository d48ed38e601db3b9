/** What `slipway diff` says of itself, and why it did not compare. */
import type { Failure } from '../contracts/failure.ts';
import type { TransferProgress } from '../contracts/managed-device.ts';
import { badLanguageWords, badOptionWords, commandHelp, withValues } from './command-words.ts';
import english from './en/compare.ts';
import { failureWords } from './failures.ts';
import { texts } from './locale.ts';
import { fileSize, wholePercent } from './numbers.ts';
import { outside } from './outside-text.ts';
import type { OptionsHelp } from './text-shapes.ts';

const words = texts('diffCommand', english.diffCommand);

export const diffOptionsHelp = (): OptionsHelp => withValues(words.options, { port: 'URL' });

/** How far the reading of files is: bytes. */
export const diffProgress = ({ doneBytes, totalBytes }: TransferProgress): string =>
  words.reading(
    fileSize(doneBytes),
    fileSize(totalBytes),
    wholePercent(totalBytes === 0 ? 1 : doneBytes / totalBytes),
  );

/** `name`: what a person types for this command. */
export const diffHelp = (name: string): string =>
  commandHelp({
    top: words.top(name),
    options: diffOptionsHelp(),
    exits: words.exits.map((meaning, status) => [status, meaning]),
  });

/** `file`: which one could not be compared; null: it is no matter of one. */
export function diffFailureWords(failure: Failure, file: string | null): string {
  if (failure.code === 'use/bad-option') {
    const { option, detail } = failure.facts;
    return badLanguageWords(failure) ?? badOptionWords(outside(option), outside(detail));
  }
  const { headline } = failureWords(failure);
  const isNamed = file === null || headline.includes(outside(file));
  return isNamed ? headline : `${outside(file)}: ${headline}`;
}
