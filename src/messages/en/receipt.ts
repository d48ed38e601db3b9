/** Builds by name, what was kept and is damaged, and the receipt of an update. */
import { duration, fileSize, speed } from '../numbers.ts';

const damaged = (what: string, key: string): string =>
  `Damaged in this browser's storage and not used: ${what} ${key === '' ? '(no name)' : key}.`;

/** A name at the beginning of a sentence: `the practice device` gets its capital, an id stays as it is. */
const begin = (name: string): string => name.replace(/^the /, 'The ');

export default {
  build: {
    commit: (commit: string) => `commit ${commit}`,
    unknownCommit: 'commit unknown',
    build: (build: string) => `build ${build}`,
    fromSource: 'run from source',
  },

  /** A record in this browser that is damaged. `key`: empty where that is damaged, too. */
  damaged: {
    device: (key: string) => damaged('what was kept of the device', key),
    update: (key: string) => damaged('the record of the update', key),
    bluetooth: (key: string) => damaged('what was learned of Bluetooth with', key),
    'sign-in': (key: string) => damaged('the user and password kept for', key),
    place: (key: string) => damaged('what was kept of the address', key),
    fleet: (key: string) => damaged('what was kept of the device of the fleet', key),
    checks: (key: string) => damaged('the checks kept for', key),
    history: (key: string) => damaged('the record of the past update', key),
  },

  /** The receipt of an update. */
  receipt: {
    /** For dates: day before month. */
    dates: 'en-GB',

    receipt: {
      title: 'Update receipt',
      /** Beside the end of an update. */
      keep: {
        label: 'Records of this update',
        report: 'Save report',
        recording: 'Save recording',
        receipt: 'Save receipt',
        print: 'Print receipt',
        saved: (name: string) => `The browser saves ${name}.`,
      },
      /** The name alone, as it stands in a list. */
      named: (device: string) =>
        device.replace(/^the (.)/, (_, first: string) => first.toUpperCase()),
      headline: {
        committed: (device: string, to: string) => `${begin(device)} runs ${to}`,
        reverted: (device: string, from: string) => `${begin(device)} is back on ${from}`,
        other: (device: string, version: string, build: string) =>
          `${begin(device)} runs ${version}, build ${build}`,
        untouched: (device: string) => `${begin(device)} was not updated`,
        uncommitted: (device: string, to: string) => `${begin(device)} runs ${to}, not kept yet`,
        unknown: (device: string) => `${begin(device)} was not reached again`,
      },
      outcome: {
        committed: 'Committed',
        reverted: 'Went back',
        other: 'Another firmware',
        stopped: 'Stopped',
        cancelled: 'Cancelled',
        uncommitted: 'On trial',
        unknown: 'Not reached',
      },
      period: (day: string, from: string, to: string, zone: string) =>
        `${day}, ${from} to ${to}, ${zone}`,
      why: 'Why',
      device: 'Device',
      place: 'Reached at',
      from: 'From',
      to: 'To',
      file: 'File',
      fileHash: 'SHA-256 of the file',
      app: 'Made with',
      notReported: 'not reported',
      mac: 'MAC',
      parts: 'Parts',
      part: 'Part',
      bytes: 'Bytes',
      sha256: 'SHA-256',
      notInstalled: 'not installed by this update',
      stages: 'Time per stage',
      noTime: '–',
      checks: 'Checks',
      overrides: 'Overrides',
      noOverride: 'No override was used.',
      typed: (finding: string, word: string) => `${finding} Typed: “${word}”.`,
      ticked: (finding: string) => `${finding} Ticked: “Go on anyway”.`,
      override: {
        'same-version': 'Same version or build as before.',
        downgrade: 'Older than what ran.',
        'other-app': 'Another application.',
        'boot-loader': 'Replaces the boot loader.',
        unsigned: 'Without a valid signature.',
        'user-files': "Replaced the device's own settings.",
        'merge-fails': 'The files were not to fit.',
        'prefix-name': 'One file name begins another.',
        'upper-case-digest': 'A checksum in upper case.',
        'same-key': 'One key in several slots.',
        'unchecked-url': 'The address of the file was not checked.',
      },
      figures: (of: {
        readonly bytes: number;
        readonly writeSeconds: number;
        readonly seconds: number;
        readonly retries: number;
      }) =>
        [
          `${fileSize(of.bytes)} confirmed`,
          ...(of.writeSeconds > 0 ? [speed(of.bytes / of.writeSeconds)] : []),
          of.retries === 1 ? '1 block sent again' : `${of.retries} blocks sent again`,
          `${duration(of.seconds * 1_000)} in all`,
        ].join(' · '),
    },
  },
};
