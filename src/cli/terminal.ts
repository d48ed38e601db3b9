/**
 * The one way from a command to its standard output and error: what a device or a file says cannot clear
 * a terminal, move its cursor, begin a line of ours or turn its direction. Lint keeps all else in
 * src/cli from these streams (eslint/outside-text.mjs).
 */
import { escapedJson, terminalText } from '../messages/outside-text.ts';

type Stream = 'stdout' | 'stderr';

/** One line, whatever is in it. */
export function printLine(text: string, to: Stream = 'stdout'): void {
  process[to].write(`${terminalText(text)}\n`);
}

/** Text of ours that may have several lines, or draw the last one anew: each is made harmless by itself. */
export function printText(text: string, to: Stream = 'stdout'): void {
  process[to].write(text.split('\n').map(drawn).join('\n'));
}

/** One line of JSON; parsed, it is the same text. */
export function printJson(value: object): void {
  process.stdout.write(`${escapedJson(value)}\n`);
}

const drawn = (line: string): string =>
  line.startsWith('\r') ? `\r${terminalText(line.slice(1))}` : terminalText(line);
