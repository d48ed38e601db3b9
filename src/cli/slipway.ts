#!/usr/bin/env node
/** `slipway`: the command line. A subcommand is loaded when it is asked for, and nothing before. */
import { slipwayHelp, wrongSubcommand } from '../messages/command-words.ts';
import type { SubcommandName } from '../messages/command-words.ts';
import { speakFor } from './command-line.ts';
import { printLine, printText } from './terminal.ts';

type Subcommand = (args: readonly string[], name: string) => Promise<void>;

/** By its name; `src/messages/slipway-words.ts` has what the help says of each. */
const SUBCOMMANDS: Readonly<Record<SubcommandName, () => Promise<Subcommand>>> = {
  push: async () => (await import('./push-command.ts')).pushCommand,
  device: async () => (await import('./device-command.ts')).deviceCommand,
  bundle: async () => (await import('./bundle-command.ts')).bundleCommand,
  diff: async () => (await import('./diff-command.ts')).diffCommand,
  sign: async () => (await import('./sign-command.ts')).signCommand,
};

await slipway(process.argv.slice(2));

async function slipway([asked, ...args]: readonly string[]): Promise<void> {
  const load = Object.entries(SUBCOMMANDS).find(([name]) => name === asked)?.[1];
  if (load !== undefined) {
    const run = await load();
    await run(args, `slipway ${asked ?? ''}`);
    return;
  }
  await speakFor([], process.env);
  if (asked === '--help') {
    printText(slipwayHelp());
  } else if (asked === '--version') {
    const { readBuildInfo } = await import('./build-info.ts');
    const { versionLine } = await import('../messages/receipt-words.ts');
    printLine(versionLine(readBuildInfo()));
  } else {
    printLine(wrongSubcommand(asked), 'stderr');
    process.exitCode = 1;
  }
}
