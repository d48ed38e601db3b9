/** What `slipway` says by itself, before a subcommand takes over. */
export default {
  subcommands: {
    push: 'update a device with a firmware package',
    device: 'run an emulated device on real connections',
  },
  slipwayOptions: {
    help: 'print this text',
    version: 'print version, commit and build',
  },
  slipway: {
    usage: 'slipway COMMAND [options]',
    does: 'Updates Mongoose OS devices.',
    more: 'slipway COMMAND --help prints the options and exit statuses of a command.',
    /** `names`: of all commands. */
    missing: (names: string) => `A command is missing (${names}). See slipway --help.`,
    noOption: (asked: string) => `There is no option ${asked}. See slipway --help.`,
    noCommand: (asked: string, names: string) =>
      `There is no command "${asked}" (there are: ${names}). See slipway --help.`,
  },
};
