/** What the commands print: `slipway`, `npm run push` and `npm run device`. */
import freshChip from './fresh-chip.ts';
import { keyOptions, type OptionsHelp } from '../text-shapes.ts';
import { countdown, duration, fileSize, roughTime, slotName, speed } from '../numbers.ts';

/** In the middle of a sentence. */
const about = (ms: number): string => roughTime(ms).toLowerCase();

/** What became of the bytes, by the way. */
const done = { write: 'confirmed', pull: 'fetched', post: 'sent', poll: 'fetched' } as const;

const oldOne = (version: string | null): string => version ?? 'its old firmware';

export default {
  subcommands: {
    push: 'update a device with a firmware package',
    device: 'run an emulated device on real connections',
    bundle: 'pack parts into a firmware package',
    diff: 'compare two firmware packages, or one with a device',
    sign: 'sign a firmware package with private keys',
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

  /** What `slipway push` prints, the help of the commands, and what each option does. */
  push: {
    lines: {
      bundle: (of: {
        readonly file: string;
        readonly firmware: string;
        readonly platform: string;
        readonly bytes: number;
        readonly parts: number;
      }) =>
        `${of.file}: ${of.firmware} for ${of.platform}, ${fileSize(of.bytes)}, all ${of.parts} parts match.`,

      /** `sentence`: what was mended. */
      mended: (sentence: string) => `${sentence} Every part is byte for byte as it was.`,
      signature: {
        unsigned: 'Not signed.',
        unknown: 'Signed by a key that is not trusted here.',
        broken: 'The signature is not valid.',
        good: (names: readonly string[]) => `Signature good, by ${names.join(', ')}.`,
        /** `key`: as devices take it. */
        made: (slot: number, key: string) => `Signed for key ${slot}: ${key}`,
        passphrase: (file: string) => `Passphrase of ${file} (not shown while you type):`,
      },
      savedRepaired: (file: string) => `Repaired copy: ${file}`,

      /** Phases that say something of their own; the others show by their events. */
      phases: {
        connecting: 'Connecting …',
        checking: null,
        preparing: 'Preparing the free slot …',
        writing: null,
        finalizing: 'Every byte is confirmed. Finishing …',
        rebooting: 'The device restarts …',
        verifying: null,
        committing: 'Keeping the new firmware …',
      },

      /** What begins with the writing, by the way. */
      ways: {
        write: 'Writing …',
        pull: 'The device fetches the file …',
        post: 'Uploading …',
        poll: 'The device restarts, and then looks for the file …',
      },
      /** `who` asked for the file; `also`: what it said of itself. `offset` in bytes. */
      request: (of: {
        readonly who: string;
        readonly also: readonly string[];
        readonly offset: number;
        readonly status: number;
      }) =>
        `${of.who} asks for the file${of.offset > 0 ? ` from ${fileSize(of.offset)}` : ''}: ${of.status}${of.also.length > 0 ? ` (${of.also.join('; ')})` : ''}.`,

      build: (version: string, build: string) => `${version} (build ${build})`,
      /** `slot` null: the firmware does not tell. */
      runs: (device: string, firmware: string, slot: number | null) =>
        `${device} runs ${firmware}${slot === null ? '' : ` from ${slotName(slot)}`}.`,
      runsAgain: (device: string, firmware: string, slot: number | null) =>
        `${device} is back and runs ${firmware}${slot === null ? '' : ` from ${slotName(slot)}`}.`,

      askedAgain: (attempt: number) => `No answer. Asked again, try ${attempt}.`,
      /** `at` in bytes, here and below. */
      sentAgain: (at: number, attempt: number) =>
        `No answer for the block at ${fileSize(at)}. Sent again, try ${attempt}.`,
      stoppedAnswering: (at: number) =>
        `The device stopped answering at ${fileSize(at)}. Asking again …`,
      linkLost: (at: number) => `The link was lost at ${fileSize(at)}. Connecting again …`,

      trial: (version: string, leftMs: number | null) =>
        `${version} runs on trial.${leftMs === null ? '' : ` It goes back by itself in ${countdown(leftMs)}.`}`,
      kept: (version: string) => `${version} is kept.`,

      answersAgain: 'The device answers again.',
      /** `silentMs` null: it answered a moment ago. */
      lost: (silentMs: number | null) =>
        `The link is lost.${silentMs === null ? '' : ` It last answered ${duration(silentMs)} ago.`} Connecting again …`,
      silent: (silentMs: number | null) =>
        `The device does not answer.${silentMs === null ? '' : ` It last answered ${duration(silentMs)} ago.`} Asking again …`,

      /** `rate` in bytes a second; null = not known yet, as `leftMs`. */
      progress: (of: {
        readonly percent: number;
        readonly bytes: number;
        readonly totalBytes: number;
        readonly way: keyof typeof done;
        /** null: the device says nothing of it. */
        readonly said: string | null;
        readonly rate: number | null;
        readonly leftMs: number | null;
      }) =>
        [
          `${of.percent} %`,
          `${fileSize(of.bytes)} of ${fileSize(of.totalBytes)} ${done[of.way]}`,
          ...(of.rate === null ? [] : [speed(of.rate)]),
          ...(of.leftMs === null ? [] : [`${about(of.leftMs)} left`]),
          ...(of.said === null ? [] : [of.said]),
        ].join(', '),

      allowed: (finding: string) => `Allowed by --force: ${finding}`,
      /** `more`: how many names are left out. */
      replaces: (names: readonly string[], more: number) =>
        `Replaces on the device: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
      ignoresSignatures: 'The device ignores signatures.',
      expected: (whole: string, restart: string) =>
        `Expected: ${whole}, the restart included (${restart}).`,
      itSaid: (sentence: string, said: string) => `${sentence} (It said: ${said})`,
      seeHelp: (sentence: string) => `${sentence} See --help.`,
    },

    /** The last line. `old` null: not known. */
    result: {
      notKept: (to: string, old: string | null) =>
        `Not kept. The device runs ${to} on trial and goes back to ${oldOne(old)} by itself.`,
      /** `rate` in bytes a second. */
      done: (
        { old, to }: { readonly old: string | null; readonly to: string },
        of: { readonly kept: boolean; readonly ms: number; readonly rate: number | null },
      ) => {
        const state = of.kept ? 'kept' : 'on trial, not kept';
        const rate = of.rate === null ? '' : `, written at ${speed(of.rate)}`;
        return `Done: ${oldOne(old)} → ${to}, ${state}, in ${duration(of.ms)}${rate}.`;
      },
      refused: 'Refused. Nothing was written.',
      failed: (old: string | null) => `Not updated. The device keeps ${oldOne(old)}.`,
      cancelled: (old: string | null) => `Stopped. The device keeps ${oldOne(old)}.`,
      reverted: (running: string | null) => `Went back. The device runs ${oldOne(running)} again.`,
      other: (version: string, build: string) =>
        `Not as sent: the device runs ${version}, build ${build}.`,
      notRestarted: 'Not known: the device has not restarted.',
      notAsked: 'Not known: the device could not be asked.',
      goesOn: 'Not known yet: the device goes on with the update by itself.',
    },

    /** Of every command. */
    help: {
      exits: 'Exit status:',
      language: ['the language of what is printed (as LC_ALL, LC_MESSAGES or LANG say)'],
      noLanguage: (asked: string, known: string) =>
        `--lang does not take "${asked}". The languages are: ${known}.`,
      noLanguageValue: (known: string) => `--lang needs a value. The languages are: ${known}.`,
    },

    pushHelp: {
      top: 'Updates one device with a Mongoose OS firmware package, and waits until it is committed.\nSeveral packages of it are steps: one after the other, from the oldest version on.',
      /** A line for each element; the default in parentheses. */
      options: {
        port: [
          'the device: tcp://HOST:PORT, ws://HOST:PORT/rpc, wss://HOST/rpc,',
          'http://HOST/rpc, https://HOST/rpc, udp://HOST:PORT,',
          'mqtt://[USER:PASS@]BROKER[:1883]/DEVICE_ID, mqtts://, or over WebSocket',
          'mqtt+ws://BROKER/PATH/DEVICE_ID, mqtt+wss://,',
          'serial:///dev/ttyUSB0?baud=115200, serial:///COM3,',
          'or emulator:PLATFORM (an emulated device in memory; emulator: is an esp32)',
        ],
        via: [
          'how the firmware gets to the device: this command writes it (write);',
          'update: the device fetches it (--serve, --url); shadow: as its shadow says;',
          'post: it is uploaded to the web server of the device;',
          'poll: the device looks for it at --serve, and is restarted for that',
        ],
        serve: [
          'serves the file to the device while the update runs, at an address that',
          'nobody guesses; HOST: as the device reaches it (the one on the way to it)',
        ],
        url: [
          'update: where somebody else serves this file to the device (http or https);',
          'post: the page of the device that takes it (http://HOST/update, from --port)',
        ],
        commit: ['commit the new firmware, or leave it on trial (auto)'],
        checks: [
          'keep the new firmware only after 30 s without a restart, with its memory',
          'and network, and when the checks of the product in FILE pass',
          '(docs/CHECKS.md); bundle: those that the firmware brings along',
        ],
        'on-red': ['when some do not: go-back now, or wait until it does by itself (go-back)'],
        'commit-timeout': [
          'seconds of trial before the device goes back to its old firmware',
          '(300; 0: the device commits by itself)',
        ],
        'update-timeout': [
          'seconds the device waits for the next block (from the size and the link)',
        ],
        'chunk-size': ['bytes per block (auto: as many as the link takes)'],
        window: ['blocks sent before one is acknowledged, 1 to 8 (1, as the official client)'],
        force: [
          'go on in spite of a finding: same-version, downgrade, other-app,',
          'boot-loader, user-files, merge-fails, prefix-name, upper-case-digest,',
          'unsigned, same-key, unchecked-url',
        ],
        user: ['who calls, for a device that asks for it (digest, in memory only)'],
        password: ['of this user; @FILE: the first line of that file'],
        report: [
          'save what happened as JSON, however it ends: for whoever has to find out',
          'why; without passwords, tokens, keys and paths of this computer',
        ],
        record: ['save a recording, without secrets, that the app opens (docs/RECORDINGS.md)'],
        pick: ['which firmware, where the file holds several: its path in there'],
        'save-repaired': ['save the file as it is sent, where its packing had to be repaired'],
        trust: [
          'a public key that may have signed the package: base64, or a file with it;',
          'may be given more than once',
        ],
        'require-signature': ['refuse what none of these keys signed, without exception'],
        resume: ['carry on an interrupted update of this file over this port, else begin it'],
        'dry-run': [
          'rehearses: writes the file to an emulated stand-in of the device, with its',
          'files, and cuts the power at every flash operation; of the device itself is',
          'only read. Without --port: a stand-in of the chip that the file is for.',
          'Exit status 0: safe, 2: not safe, or not taken',
        ],
        json: ['one JSON line per event, the result last'],
        help: ['print this text'],
        version: ['print version, commit and build'],
      },
      /** By their numbers. */
      exits: [
        'the device runs the new firmware and has committed it (--commit never: runs it on trial)',
        'wrong use, a file that cannot be read, or an error inside Slipway',
        'refused before anything was written',
        'failed: the device keeps its old firmware',
        'the device went back to its old firmware',
        'unknown: the device could not be reached again, or runs what nobody sent',
      ],
    },
  },

  /** `slipway sign`: its help. */
  signCommand: {
    /** `name`: what a person types. */
    top: (name: string) => [
      `${name} fw.zip --sign-key KEY.pem --output SIGNED.zip [options]`,
      '',
      'Signs a firmware package. Its parts and its manifest stay byte for byte.',
    ],
    options: {
      'sign-key': [
        'a private key on P-256 in a PEM file; the first one signs for key 0 of the',
        'device, the next for key 1 …; an empty one leaves its key out',
      ],
      'passphrase-file': [
        'a file whose first line is the passphrase of every key that has',
        'one; without it each is asked for on the terminal',
      ],
      output: ['where the signed package is saved, over no file that is there'],
      help: ['print this text'],
      version: ['print version, commit and build'],
    },
    /** By their numbers. */
    exits: ['signed', 'wrong use, or a file that cannot be read or written', 'no firmware package'],
  },

  /** `slipway device`: its help, and why it did not start. */
  deviceCommand: {
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
      count: {
        value: 'N',
        does: [
          'so many devices in one process (1): the digits at the end of the id and the',
          'ports count on, FILE of --flash gets the id, each event has it; no --pty',
        ],
      },
      ...freshChip,
      ws: {
        value: '[HOST:]PORT',
        does: [
          'WebSocket and HTTP at /rpc; port 0: any free one',
          '(127.0.0.1:0 if no way to reach the device is given)',
        ],
      },
      tcp: { value: '[HOST:]PORT', does: ['RPC frames on TCP, one per line'] },
      udp: { value: '[HOST:]PORT', does: ['RPC frames on UDP, one per datagram'] },
      mqtt: {
        value: 'URL',
        does: ['connects to a broker: mqtt://[USER:PASS@]HOST[:1883], mqtts, ws, wss'],
      },
      shadow: { value: 'NAME', does: ['who keeps its shadow: aws, azure (at --mqtt) or mdash'] },
      pty: {
        value: 'PATH',
        does: ['serial port: a pseudo-terminal, linked at PATH (needs socat)'],
      },
      baud: { value: 'N', does: ['limits the pseudo-terminal to N bits per second (no limit)'] },
      latency: { value: 'MS', does: ['delays every reply (0)'] },
      'power-save': {
        value: 'MS',
        does: [
          'Wi-Fi that sleeps and listens every MS for what came: 102.4 for each beacon',
          'of most access points, 307.2 for each third (0: it does not sleep)',
        ],
      },
      timing: {
        value: 'NAME',
        does: ['how long flash and requests take: none, typical, worst (none)'],
      },
      config: {
        value: 'KEY=VALUE',
        does: ['a setting that its firmware is built with; may be given several times'],
      },
      auth: {
        value: 'USER:PASS',
        does: ['answers only to this user, who has to prove it (digest)'],
      },
      fault: { value: 'NAME[,NAME]', does: ['named faults (none)'] },
      faults: { does: ['print the names of all faults'] },

      extensions: {
        does: ['what stock devices do not have: OTA.Status also reports the file merge'],
      },
      ...keyOptions((slot) =>
        slot === 0 ? 'public key 0 for signatures: base64, or a file with it' : `and key ${slot}`,
      ),
      'sig-req-mask': {
        value: 'N',
        does: [
          'which keys must have signed an update: the sum of 1 for key 0, 2 for key 1,',
          '4 for key 2 …; 0 allows no update, -1 ignores signatures (-1)',
        ],
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
      anotherWay: (option: string) => `${option} does not go with this --via.`,
      noHost: (option: string) =>
        `${option} needs a host: no address of this computer on the way to the device is known.`,
      noPassphrase: (option: string) =>
        `${option} has a passphrase. Name a file with it by --passphrase-file, or call this on a terminal and type it.`,
      wrongPassphrase: (option: string) => `The passphrase does not open ${option}.`,
    },
  },
};
