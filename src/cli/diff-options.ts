import { badOption, informationAsked, readValues } from './command-line.ts';
import type { Information } from './command-line.ts';
import { parsePort, type PushPort } from './push-ports.ts';

export interface DiffOptions {
  readonly left: string;
  /** A second package, or a device. */
  readonly right: string | PushPort;
  readonly json: boolean;
  /** Files of the device are read. */
  readonly contents: boolean;
}

export type DiffCommand = Information | { readonly kind: 'diff'; readonly options: DiffOptions };

/** Each one stands in the help (src/messages/diff-command-words.ts). */
export const DIFF_OPTIONS = {
  port: { type: 'string' },
  contents: { type: 'boolean' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

/** Throws OtaError use/bad-option. */
export function parseDiffOptions(args: readonly string[]): DiffCommand {
  const rules = { known: DIFF_OPTIONS, words: 'files' } as const;
  const values = readValues(args, rules);
  const { texts, flags, files } = values;
  const information = informationAsked(values);
  if (information !== null) return information;
  const port = texts.get('port');
  const [left, second, ...more] = files;
  const stray = port === undefined ? more[0] : second;
  if (stray !== undefined) throw badOption(stray, 'stray');
  if (left === undefined) throw badOption('A.zip', 'no value');
  const right = port === undefined ? second : parsePort(port);
  const contents = flags.has('contents');
  // Of two packages all is compared by content.
  if (contents && port === undefined) throw badOption('--port', 'no value');
  if (right === undefined) throw badOption('B.zip', 'no value');
  return { kind: 'diff', options: { left, right, contents, json: flags.has('json') } };
}
