import english from './en/device-command.ts';
import { helpText } from './help-text.ts';
import type { OptionsHelp } from './options-help.ts';
import { texts } from './locale.ts';

const text = texts('deviceCommand', english);

/** `platforms`: what the device can be, what it is unless it is told first. */
export const deviceOptionsHelp = (platforms: readonly string[]): OptionsHelp =>
  text.options(platformLines(platforms));

const PLATFORMS_IN_A_LINE = 6;

/** `a, b, c,` · `d or e (a)`. */
function platformLines(platforms: readonly string[]): readonly string[] {
  const last = text.lastPlatform(platforms.at(-1) ?? '', platforms[0] ?? '');
  const named = [...platforms.slice(0, -2).map((name) => `${name},`), ...platforms.slice(-2, -1)];
  const words = [...named, last];
  const starts = words.flatMap((_, at) => (at % PLATFORMS_IN_A_LINE === 0 ? [at] : []));
  return starts.map((at) => words.slice(at, at + PLATFORMS_IN_A_LINE).join(' '));
}

/** `name`: what a person types for this command. */
export function deviceHelp(name: string, platforms: readonly string[]): string {
  return helpText({
    top: text.top(name),
    options: deviceOptionsHelp(platforms),
    exits: [
      [0, text.exits.ended],
      [1, text.exits.notStarted],
    ],
  });
}
