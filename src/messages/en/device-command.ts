/** `slipway device`: its help, and why it did not start. */
import type { OptionsHelp } from '../options-help.ts';

export default {
  /** `name`: what a person types for this command. */
  top: (name: string) => [
    `${name} [options]`,
    '',
    'Runs an emulated Mongoose OS device on real connections until it is ended. Each event is one',
    'JSON line on standard output; the first has the addresses.',
  ],

  /** `platforms`: what the device can be, in lines. */
  options: (platforms: readonly string[]): OptionsHelp => ({
    platform: { value: 'NAME', does: platforms },
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
    timing: {
      value: 'NAME',
      does: ['how long flash operations take: none, typical, worst (none)'],
    },
    fault: { value: 'NAME[,NAME]', does: ['named faults (none)'] },
    faults: { does: ['print the names of all faults'] },

    extensions: {
      does: ['what stock devices do not have: OTA.Status also reports the file merge'],
    },
    help: { does: ['print this text'] },
    version: { does: ['print version, commit and build'] },
  }),

  /** Ends the list of platforms. `first`: the one it is unless it is told. */
  lastPlatform: (last: string, first: string) => `or ${last} (${first})`,

  exits: {
    ended: 'ended by SIGINT or SIGTERM',
    notStarted: 'wrong use, or the chip, a file or an address could not be opened',
  },

  unusable: (file: string, detail: string) => `${file} cannot be used: ${detail}.`,
  noListening: (address: string, detail: string) => `Cannot listen at ${address}: ${detail}.`,

  /** What is wrong with an option. */
  badOption: {
    unknown: (option: string) => `There is no option ${option}.`,
    stray: (text: string) => `"${text}" belongs to no option.`,
    noValue: (option: string) => `${option} needs a value.`,
    value: (option: string, value: string) => `${option} does not take "${value}".`,
  },
};
