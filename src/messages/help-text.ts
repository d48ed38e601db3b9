/** What the help of a command is made of. */
import { languageTags } from './command-words.ts';
import english from './en/push.ts';
import { textGroup } from './locale.ts';
import type { OptionsHelp } from './options-help.ts';

const text = textGroup('push', english, 'help');

export interface CommandHelp {
  /** How it is called, and what it does in one sentence. */
  readonly top: readonly string[];
  /** Without `lang`, which every command has. */
  readonly options: OptionsHelp;
  /** What each exit status means. */
  readonly exits: readonly (readonly [status: number, meaning: string])[];
}

/** The text that `--help` prints, with its last line ended. */
export function helpText({ top, options, exits }: CommandHelp): string {
  const rows = Object.entries(withLanguage(options)).map(([name, { value, does }]) => ({
    call: value === undefined ? `--${name}` : `--${name} ${value}`,
    does,
  }));
  const width = Math.max(...rows.map(({ call }) => call.length)) + 2;
  const lines = rows.flatMap(({ call, does }) =>
    does.map((text, at) => `  ${(at === 0 ? call : '').padEnd(width)}${text}`),
  );
  const statuses = exits.map(([status, meaning]) => `  ${status}  ${meaning}`);
  return [...top, '', ...lines, '', text.exits, ...statuses, ''].join('\n');
}

/** Before what every program has: help and version. */
function withLanguage({ help, version, ...own }: OptionsHelp): OptionsHelp {
  const lang = { value: languageTags().join('|'), does: text.language };
  return {
    ...own,
    lang,
    ...(help !== undefined && { help }),
    ...(version !== undefined && { version }),
  };
}
