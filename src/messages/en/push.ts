/** What `slipway push` prints, the help of the commands, and what each option does. */
import { countdown, duration, fileSize, roughTime, slotName, speed } from '../numbers.ts';

/** In the middle of a sentence. */
const about = (ms: number): string => roughTime(ms).toLowerCase();
const oldOne = (version: string | null): string => version ?? 'its old firmware';

export default {
  lines: {
    bundle: (of: {
      readonly file: string;
      readonly firmware: string;
      readonly platform: string;
      readonly bytes: number;
      readonly parts: number;
    }) =>
      `${of.file}: ${of.firmware} for ${of.platform}, ${fileSize(of.bytes)}, all ${of.parts} parts match.`,

    /** Phases that say something of their own; the others show by their events. */
    phases: {
      connecting: 'Connecting …',
      checking: null,
      preparing: 'Preparing the free slot …',
      writing: 'Writing …',
      finalizing: 'Every byte is confirmed. Finishing …',
      rebooting: 'The device restarts …',
      verifying: null,
      committing: 'Keeping the new firmware …',
    },

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
      readonly rate: number | null;
      readonly leftMs: number | null;
    }) =>
      [
        `${of.percent} %`,
        `${fileSize(of.bytes)} of ${fileSize(of.totalBytes)} confirmed`,
        ...(of.rate === null ? [] : [speed(of.rate)]),
        ...(of.leftMs === null ? [] : [`${about(of.leftMs)} left`]),
      ].join(', '),

    allowed: (finding: string) => `Allowed by --force: ${finding}`,
    /** `more`: how many names are left out. */
    replaces: (names: readonly string[], more: number) =>
      `Replaces on the device: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
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
    top: 'Updates one device with a Mongoose OS firmware package, and waits until it is committed.',
    /** A line for each element; the default in parentheses. */
    options: {
      port: [
        'the device: tcp://HOST:PORT, ws://HOST:PORT/rpc, wss://HOST/rpc,',
        'http://HOST/rpc, https://HOST/rpc,',
        'serial:///dev/ttyUSB0?baud=115200, serial:///COM3,',
        'or emulator:PLATFORM (an emulated device in memory; emulator: is an esp32)',
      ],
      via: ['how the firmware is sent: OTA.Begin, OTA.Write, OTA.End (write)'],
      commit: ['commit the new firmware, or leave it on trial (auto)'],
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
        'boot-loader, user-files, merge-fails, prefix-name',
      ],
      report: [
        'save what happened as JSON, however it ends: for whoever has to find out',
        'why; without passwords, tokens, keys and paths of this computer',
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
};
