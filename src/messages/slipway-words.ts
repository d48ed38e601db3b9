/** What `slipway` says by itself, before a subcommand takes over. */

export const SUBCOMMANDS_HELP = {
  push: 'update a device with a firmware package',
  device: 'run an emulated device on real connections',
} as const;

export type SubcommandName = keyof typeof SUBCOMMANDS_HELP;

export const SLIPWAY_OPTIONS_HELP = {
  help: 'print this text',
  version: 'print version, commit and build',
} as const;

export function slipwayHelp(): string {
  const row = ([name, does]: readonly [string, string]): string => `  ${name.padEnd(11)}${does}`;
  return [
    'slipway COMMAND [options]',
    '',
    'Updates Mongoose OS devices.',
    '',
    ...Object.entries(SUBCOMMANDS_HELP).map(row),
    '',
    ...Object.entries(SLIPWAY_OPTIONS_HELP).map(([name, does]) => row([`--${name}`, does])),
    '',
    'slipway COMMAND --help prints the options and exit statuses of a command.',
    '',
  ].join('\n');
}

/** Why nothing was run: one sentence, and what there is. */
export function wrongSubcommand(asked: string | undefined): string {
  return `${problem(asked)} See slipway --help.`;
}

function problem(asked: string | undefined): string {
  const names = Object.keys(SUBCOMMANDS_HELP).join(', ');
  if (asked === undefined) return `A command is missing (${names}).`;
  if (asked.startsWith('-')) return `There is no option ${asked}.`;
  return `There is no command "${asked}" (there are: ${names}).`;
}
