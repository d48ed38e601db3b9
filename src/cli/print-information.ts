import { versionLine } from '../messages/receipt-words.ts';
import { readBuildInfo } from './build-info.ts';
import type { Information } from './command-line.ts';
import { printLine, printText } from './terminal.ts';

/** What a command says of itself. */
export function printInformation({ kind }: Information, help: string): void {
  if (kind === 'help') printText(help);
  else printLine(versionLine(readBuildInfo()));
}
