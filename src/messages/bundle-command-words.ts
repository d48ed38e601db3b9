/** What `slipway bundle` says of itself and of what it wrote. */
import type { Failure } from '../contracts/failure.ts';
import { badLanguageWords, badOptionWords, commandHelp, withValues } from './command-words.ts';
import english from './en/bundle-commands.ts';
import { failureWords } from './failures.ts';
import { texts } from './locale.ts';
import { outside } from './outside-text.ts';
import type { OptionsHelp } from './text-shapes.ts';

const words = texts('bundleCommand', english.bundleCommand);

/** What is put for the value of each option that takes one. */
const VALUES: Readonly<Partial<Record<keyof typeof english.bundleCommand.options, string>>> = {
  output: 'FILE',
  input: 'FILE',
  manifest: 'FILE',
  name: 'NAME',
  platform: 'NAME',
  description: 'TEXT',
  'build-info': 'FILE',
  'fw-version': 'V',
  'build-id': 'ID',
  'build-timestamp': 'TIME',
  'src-dir': 'DIR',
  checks: 'FILE',
  attr: 'KEY=VALUE',
};

export const bundleOptionsHelp = (): OptionsHelp => withValues(words.options, VALUES);

/** `name`: what a person types for this command. */
export const bundleHelp = (name: string): string =>
  commandHelp({
    top: words.top(name),
    options: bundleOptionsHelp(),
    exits: words.exits.map((meaning, status) => [status, meaning]),
  });

export const packedLine = (of: Parameters<typeof words.wrote>[0]): string =>
  words.wrote({
    ...of,
    file: outside(of.file),
    firmware: outside(of.firmware),
    platform: outside(of.platform),
  });

/** Why nothing was packed: one sentence. `platforms`: those that there are. */
export function bundleFailureWords(failure: Failure, platforms: readonly string[]): string {
  if (failure.code !== 'use/bad-option') return failureWords(failure).headline;
  const { option, detail } = failure.facts;
  if (option === '--platform' && detail !== 'no value')
    return words.unknownPlatform(outside(detail), platforms.join(', '));
  return badLanguageWords(failure) ?? badOptionWords(outside(option), outside(detail));
}
