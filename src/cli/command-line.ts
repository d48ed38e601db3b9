/** The command line as it was typed: the language it asks for, else the system's, and the values of its options. */
import { parseArgs } from 'node:util';
import { OtaError } from '../contracts/failure.ts';
import { languageTags } from '../messages/command-words.ts';
import { speakInCommand } from '../messages/command-languages.ts';
import { languageFor } from '../messages/languages.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Before the first word. One of `--lang` that there is not is refused by `requireLanguage`, in the system's language. */
export async function speakFor(args: readonly string[], env: Environment): Promise<void> {
  await speakInCommand(languageFor([...askedFor(args), systemLanguage(env)]));
}

/** `asked`: the value of `--lang`. Throws OtaError use/bad-option. */
function requireLanguage(asked: string | undefined): void {
  if (asked !== undefined && !languageTags().includes(asked)) throw badOption('--lang', asked);
}

/** Read before the options are, which may be wrong. The last one counts. */
function askedFor(args: readonly string[]): readonly string[] {
  const asked = args.flatMap((arg, at) => {
    if (arg === '--lang') return args.slice(at + 1, at + 2);
    return arg.startsWith('--lang=') ? [arg.slice('--lang='.length)] : [];
  });
  return asked.slice(-1).filter((tag) => languageTags().includes(tag));
}

/** In the order of POSIX: the first that is set counts, whatever is in it. */
const systemLanguage = ({ LC_ALL, LC_MESSAGES, LANG }: Environment): string =>
  [LC_ALL, LC_MESSAGES, LANG].find((set) => set !== undefined && set !== '') ?? '';

/** Every option of a command, as it is written without its dashes. */
export type OptionTable = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;

export interface OptionRules {
  readonly known: OptionTable;
  /** Words that belong to no option: taken as files, or wrong. */
  readonly words: 'files' | 'wrong';
}

export interface OptionValues {
  readonly texts: ReadonlyMap<string, string>;
  /** Every value that was given to an option, in order. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly flags: ReadonlySet<string>;
  readonly files: readonly string[];
}

/** Of an option that is given twice the last value counts, unless all are asked for. Throws OtaError use/bad-option. */
export function readValues(args: readonly string[], rules: OptionRules): OptionValues {
  const { known, words } = rules;
  const { tokens } = parseArgs({ args: [...args], options: known, strict: false, tokens: true });
  const lists = new Map<string, string[]>();
  const flags = new Set<string>();
  const files: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional' && words === 'wrong') throw badOption(token.value, 'stray');
    if (token.kind === 'positional') files.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const type = Object.entries(known).find(([key]) => key === name)?.[1].type;
    if (type === undefined) throw badOption(rawName, 'unknown');
    if (type === 'boolean' && value === undefined) flags.add(name);
    else if (type === 'string' && value !== undefined)
      lists.set(name, [...(lists.get(name) ?? []), value]);
    else throw badOption(rawName, value ?? 'no value');
  }
  const texts = new Map([...lists].map(([name, values]) => [name, values.at(-1) ?? ''] as const));
  return { texts, lists, flags, files };
}

/** What every command answers by itself. */
export interface Information {
  readonly kind: 'help' | 'version';
}

/** null: something is to be done. Throws OtaError use/bad-option for a language that there is not. */
export function informationAsked({ texts, flags }: OptionValues): Information | null {
  requireLanguage(texts.get('lang'));
  const kind = (['help', 'version'] as const).find((asked) => flags.has(asked));
  return kind === undefined ? null : { kind };
}

/** The one file of a command that takes one. Throws OtaError use/bad-option. */
export function onlyFile([file, stray]: readonly string[]): string {
  if (stray !== undefined) throw badOption(stray, 'stray');
  if (file === undefined) throw badOption('fw.zip', 'no value');
  return file;
}

export function badOption(option: string, detail: string): OtaError {
  return new OtaError('use/bad-option', { option, detail });
}
