import { badOption, informationAsked, onlyFile, readValues } from './command-line.ts';
import type { Information } from './command-line.ts';

export interface SignOptions {
  readonly file: string;
  /** Private keys by slot, as PEM files. */
  readonly keys: ReadonlyMap<number, string>;
  /** A file with the passphrase of every key that has one; null: it is asked on the terminal. */
  readonly passphraseFile: string | null;
  /** Never a file that is there. */
  readonly output: string;
}

export type SignCommand = Information | { readonly kind: 'sign'; readonly options: SignOptions };

/** Each one stands in the help (src/messages/command-words.ts). `sign-key` and `output` as `mos` has them; a passphrase itself is no option, for command lines are seen by others. */
export const SIGN_OPTIONS = {
  'sign-key': { type: 'string' },
  'passphrase-file': { type: 'string' },
  output: { type: 'string' },
  lang: { type: 'string' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

const MOST_KEYS = 8;

/** Throws OtaError use/bad-option. */
export function parseSignOptions(args: readonly string[]): SignCommand {
  const rules = { known: SIGN_OPTIONS, words: 'files' } as const;
  const values = readValues(args, rules);
  const { texts, lists, files } = values;
  const information = informationAsked(values);
  if (information !== null) return information;
  const file = onlyFile(files);
  const given = lists.get('sign-key') ?? [];
  const keys = new Map([...given.entries()].filter(([, pem]) => pem !== ''));
  if (keys.size === 0) throw badOption('--sign-key', 'no value');
  if (given.length > MOST_KEYS) throw badOption('--sign-key', given.at(-1) ?? '');
  const output = texts.get('output') ?? '';
  if (output === '') throw badOption('--output', 'no value');
  const passphraseFile = texts.get('passphrase-file') ?? null;
  if (passphraseFile === '') throw badOption('--passphrase-file', 'no value');
  return { kind: 'sign', options: { file, keys, passphraseFile, output } };
}
