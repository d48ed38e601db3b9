import { helpText } from './help-text.ts';
import type { CommandHelp, OptionsHelp } from './help-text.ts';

/** `platforms`: what the device can be, what it is unless it is told first. */
export const deviceOptionsHelp = (platforms: readonly string[]): OptionsHelp => ({
  platform: { value: 'NAME', does: platformLines(platforms) },
  profile: { value: 'NAME', does: ['a variant of the platform (its plain form)'] },
  profiles: { does: ['print the names of all profiles'] },
  id: { value: 'NAME', does: ['device id (PLATFORM_0A1B2C)'] },
  app: { value: 'NAME', does: ['application that a fresh chip runs (demo)'] },
  'fw-version': { value: 'V', does: ['its version (1.0.0)'] },
  firmware: {
    value: 'FW.zip',
    does: ['a fresh chip starts with this firmware package, committed'],
  },
  fs: { value: 'IMAGE', does: ['and with this filesystem image'] },
  flash: {
    value: 'FILE',
    does: [
      'keeps the chip in FILE; one that exists is used as it is, whatever the four',
      'options above say. Killing the process is a power cut.',
    ],
  },
  ws: {
    value: '[HOST:]PORT',
    does: [
      'WebSocket and HTTP at /rpc; port 0: any free one',
      '(127.0.0.1:0 if neither --ws, --tcp nor --pty is given)',
    ],
  },
  tcp: { value: '[HOST:]PORT', does: ['RPC frames on TCP, one per line'] },
  pty: { value: 'PATH', does: ['serial port: a pseudo-terminal, linked at PATH (needs socat)'] },
  baud: { value: 'N', does: ['limits the pseudo-terminal to N bits per second (no limit)'] },
  latency: { value: 'MS', does: ['delays every reply (0)'] },
  timing: { value: 'NAME', does: ['how long flash operations take: none, typical, worst (none)'] },
  fault: { value: 'NAME[,NAME]', does: ['named faults (none)'] },
  faults: { does: ['print the names of all faults'] },

  extensions: { does: ['what stock devices do not have: OTA.Status also reports the file merge'] },
  help: { does: ['print this text'] },
  version: { does: ['print version, commit and build'] },
});

const PLATFORMS_IN_A_LINE = 6;

/** `a, b, c,` · `d or e (a)`. */
function platformLines(platforms: readonly string[]): readonly string[] {
  const last = platforms.at(-1) ?? '';
  const named = [...platforms.slice(0, -2).map((name) => `${name},`), ...platforms.slice(-2, -1)];
  const words = [...named, `or ${last} (${platforms[0] ?? ''})`];
  const starts = words.flatMap((_, at) => (at % PLATFORMS_IN_A_LINE === 0 ? [at] : []));
  return starts.map((at) => words.slice(at, at + PLATFORMS_IN_A_LINE).join(' '));
}

const EXITS: CommandHelp['exits'] = [
  [0, 'ended by SIGINT or SIGTERM'],
  [1, 'wrong use, or the chip, a file or an address could not be opened'],
];

/** `name`: what a person types for this command. */
export function deviceHelp(name: string, platforms: readonly string[]): string {
  return helpText({
    top: [
      `${name} [options]`,
      '',
      'Runs an emulated Mongoose OS device on real connections until it is ended. Each event is one',
      'JSON line on standard output; the first has the addresses.',
    ],
    options: deviceOptionsHelp(platforms),
    exits: EXITS,
  });
}
