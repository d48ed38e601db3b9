import { parseArgs } from 'node:util';
import { OtaError } from '../contracts/failure.ts';

/** Every option of a command, as it is written without its dashes. */
export type OptionTable = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;

export interface OptionRules {
  readonly known: OptionTable;
  /** Promised by the command's description, built later. */
  readonly later: ReadonlySet<string>;
  /** Words that belong to no option: taken as files, or wrong. */
  readonly words: 'files' | 'wrong';
}

export interface OptionValues {
  readonly texts: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
  readonly files: readonly string[];
}

/** Of an option that is given twice the last value counts. Throws OtaError use/bad-option and use/not-yet. */
export function readValues(args: readonly string[], rules: OptionRules): OptionValues {
  const { known, later, words } = rules;
  const { tokens } = parseArgs({ args: [...args], options: known, strict: false, tokens: true });
  const texts = new Map<string, string>();
  const flags = new Set<string>();
  const files: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional' && words === 'wrong') throw badOption(token.value, 'stray');
    if (token.kind === 'positional') files.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (later.has(name)) throw new OtaError('use/not-yet', { option: rawName });
    const type = Object.entries(known).find(([key]) => key === name)?.[1].type;
    if (type === undefined) throw badOption(rawName, 'unknown');
    if (type === 'boolean' && value === undefined) flags.add(name);
    else if (type === 'string' && value !== undefined) texts.set(name, value);
    else throw badOption(rawName, value ?? 'no value');
  }
  return { texts, flags, files };
}

export function badOption(option: string, detail: string): OtaError {
  return new OtaError('use/bad-option', { option, detail });
}
