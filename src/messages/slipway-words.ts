/** What `slipway` says by itself, before a subcommand takes over. */
import english from './en/slipway.ts';
import { texts } from './locale.ts';

const text = texts('slipway', english.slipway);

export type SubcommandName = keyof (typeof english)['subcommands'];

export const SUBCOMMANDS_HELP = texts('subcommands', english.subcommands);

export const SLIPWAY_OPTIONS_HELP = texts('slipwayOptions', english.slipwayOptions);

export function slipwayHelp(): string {
  const row = ([name, does]: readonly [string, string]): string => `  ${name.padEnd(11)}${does}`;
  return [
    text.usage,
    '',
    text.does,
    '',
    ...Object.entries(SUBCOMMANDS_HELP).map(row),
    '',
    ...Object.entries(SLIPWAY_OPTIONS_HELP).map(([name, does]) => row([`--${name}`, does])),
    '',
    text.more,
    '',
  ].join('\n');
}

/** Why nothing was run: one sentence, and what there is. */
export function wrongSubcommand(asked: string | undefined): string {
  const names = Object.keys(SUBCOMMANDS_HELP).join(', ');
  if (asked === undefined) return text.missing(names);
  if (asked.startsWith('-')) return text.noOption(asked);
  return text.noCommand(asked, names);
}
