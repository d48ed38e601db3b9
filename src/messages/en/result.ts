/** How an update ends: with the checks of its trial, with something else than the new firmware; and the files. */
import type { Move } from '../text-shapes.ts';
import { decimal, fileSize } from '../numbers.ts';
import grammar from './grammar.ts';

const { begin, count } = grammar;

const kept = 'It is not kept by itself.';
const some = (files: number): string => grammar.count(files, 'file', 'files');

export default {
  trialChecks: {
    label: 'Health checks',
    version: 'Runs the version that was sent',
    build: 'Runs the build that was sent',
    slot: 'Started from the slot that was written',
    restart: 'No unexpected restart',
    up: (seconds: number) => `${seconds} s up`,
    restarted: 'it restarted',
    memory: 'Free memory',
    memoryOf: (now: number, before: number) => `${fileSize(now)}, was ${fileSize(before)}`,
    network: 'Network connected',
    ofProduct: 'check of this product',
    /** What a check of the product expects; `than`: a value as the device writes it. */
    wanted: {
      '=': (than: string) => than,
      '!=': (than: string) => `anything but ${than}`,
      '<': (than: string) => `less than ${than}`,
      '<=': (than: string) => `at most ${than}`,
      '>': (than: string) => `more than ${than}`,
      '>=': (than: string) => `at least ${than}`,
      contains: (than: string) => `contains ${than}`,
      exists: () => 'that it is there',
      range: (than: string) => than,
    },
    /** Why the device told no value for one. */
    notTold: {
      'no-answer': 'no answer',
      refused: 'refused by the device',
      'no-value': 'not in its answer',
      'no-number': 'not a number',
      unreadable: 'cannot be read',
      'not-before': 'not known from before the update',
    },
    answers: 'Response time OK',
    answered: (ms: number) =>
      ms < 1_000 ? `in ${Math.max(1, Math.round(ms))} ms` : `in ${decimal(ms / 1_000)} s`,
    notAsked: 'not asked yet',
    waiting: (seconds: number) => `watching for ${seconds} s`,
    notReported: 'not reported',
  },

  failedChecks: {
    version: (sent: string, now: string) => ({
      headline: 'Another version answers',
      text: `It should be ${sent}. ${kept}`,
      before: sent,
      now,
    }),
    build: (sent: string, now: string) => ({
      headline: 'Another build answers',
      text: `The version is right, the build id is not the one of the file. ${kept}`,
      before: sent,
      now,
    }),
    slot: (sent: string, now: string) => ({
      headline: 'It runs from another slot',
      text: `The firmware was written to ${sent}. ${kept}`,
      before: sent,
      now,
    }),
    restart: (up: string) => ({
      headline: 'It restarted once more',
      text: `A firmware that is well starts once. ${kept}`,
      before: 'one restart, as told',
      now: `started again, ${up}`,
    }),
    memory: (before: string, now: string) => ({
      headline: 'Much less free memory than before',
      text: `Less than 70 % of what was free before the update. ${kept}`,
      before: `${before} free`,
      now: `${now} free`,
    }),
    network: (before: string) => ({
      headline: 'It has lost its network',
      text: `It had an address in its network before the update. ${kept}`,
      before,
      now: 'no address',
    }),
    product: (name: string, wanted: string, now: string) => ({
      headline: name,
      text: `A check of this product did not pass. ${kept}`,
      label: 'Expected',
      before: wanted,
      now,
    }),
    answers: (limit: string, now: string) => ({
      headline: 'It answers slowly',
      text: `A device that is well answers sooner, over any link. ${kept}`,
      before: `under ${limit}`,
      now,
    }),
  },

  redTrial: {
    state: ({ from, to }: Move, failed: number) => {
      const checks = `${count(failed, 'check', 'checks')} failed`;
      return {
        tag: checks,
        headline: `${to} runs, but ${failed === 1 ? 'a check' : `${failed} checks`} failed`,
        heard: `${checks}. Go back to ${from}, or keep ${to} anyway.`,
      };
    },
    label: 'Failed checks',
    cap: 'To decide',
    before: 'Before',
    now: 'Now',
    checkAgain: 'Check again',
    keepAnyway: 'Keep anyway',
    foldTitle: (version: string) => `Keep ${version} anyway`,
    foldHint: 'needs typing',
    foldText: (version: string) =>
      `The failed check stays as it is. To keep ${version} all the same, type it.`,
    field: (version: string) => `Type ${version} to keep it with a failed check`,
    off: (version: string) => `Keep is off until ${version} is typed.`,
  },

  end: {
    /** Why the old firmware runs again, as far as somebody saw it. `at`: when. */
    causes: {
      asked: {
        tag: (at: string) => `You went back at ${at}`,
        lead: () => 'You chose to go back.',
      },
      checks: {
        tag: () => 'Its checks failed',
        lead: ({ to }: Move) =>
          `${to} failed its checks and was not kept. The device was told to go back, and works as before the update.`,
      },
      'time-over': {
        tag: (at: string) => `Returned by itself at ${at}`,
        lead: ({ to }: Move) =>
          `${to} was not kept in time. The device went back, as it should, and works as before the update.`,
      },
      restarted: {
        tag: () => 'Restarted before it was kept',
        lead: ({ from, to }: Move) =>
          `The device restarted before ${to} was kept, so ${from} runs again, as it should.`,
      },
      'not-seen': {
        tag: (at: string) => `Seen again at ${at}`,
        lead: ({ to }: Move) =>
          `${to} was not seen running. The device works as before the update.`,
      },
    },
    wentBack: ({ device, from }: Move, committed: boolean) => ({
      title: `Back on ${from} · ${begin(device)}`,
      headline: `${begin(device)} is back on ${from}`,
      safety: `It reports ${from}${committed ? ', committed,' : ','} as before the update.`,
      heard: `The device is back on ${from}. It is safe.`,
      heardAsked: `Back on ${from}.`,
    }),
    /** `now`: what runs, as a sentence takes it. */
    other: (
      { device, to }: Move,
      now: {
        readonly version: string;
        readonly buildId: string;
        readonly committed: boolean;
        /** It has the version that was sent. */
        readonly isOfVersion: boolean;
      },
    ) => ({
      title: `Another firmware · ${begin(device)}`,
      tag: 'Another firmware runs',
      headline: now.isOfVersion
        ? `${begin(device)} runs another build of ${to}`
        : `${begin(device)} runs ${now.version}`,
      lead: `Its build ${now.buildId} is neither what ran before nor what was sent.`,
      strong: 'It runs.',
      safety: now.committed
        ? 'It says it is committed. Find out which firmware it should run.'
        : 'It says it is on trial. Find out which firmware it should run.',
      heard: `${begin(device)} runs another firmware, ${now.version}, than the one that was sent.`,
    }),
    unclear: ({ device, from }: Move) => ({
      title: `Not finished · ${begin(device)}`,
      tag: 'Not finished',
      strong: 'Nothing is lost.',
      safety: `What is not kept returns to ${from} by itself.`,
    }),
  },

  /** Files of a device: what an update will make of them, and what lies in the slots of a chip. */
  files: {
    title: 'Files on the device',
    summary: (of: {
      readonly keeps: readonly string[];
      readonly overwrites: readonly string[];
      readonly adds: readonly string[];
    }) => `${of.keeps.length} kept, ${of.overwrites.length} replaced, ${of.adds.length} new`,
    unknown: 'not known',
    /** The device has no FS.ListExt, or did not answer it in time. */
    notTold:
      'This device did not tell which files it has. Its own files stay, unless the firmware brings one of the same name.',
    ships: (files: number) => `The firmware brings ${some(files)}.`,
    keeps: (files: number) => `${some(files)} kept, byte for byte`,
    overwrites: (files: number) => `${some(files)} replaced by the firmware`,
    adds: (files: number) => `${some(files)} new`,
    free: (bytes: number) => `${fileSize(bytes)} stay free.`,
    goesBack: 'The device would go back by itself, with all its files as they are.',
    /** On the screens of a finished update. */
    after: {
      kept: 'User files kept',
      none: 'No user files to keep',
      count: (files: number) => (files === 0 ? '' : `${files} kept`),
      told: 'the device says so',
      listed: 'as listed by the device',
      foretold: 'as predicted; it does not list them now',
      keeps: (files: number) => `${some(files)} kept`,
      missing: (files: number) =>
        files === 1
          ? '1 user file is missing from its list'
          : `${files} user files are missing from its list`,
      back: 'It has all its files, as before',
    },
    noFilesystem: 'No filesystem can be read in this firmware.',
    slots: 'Files in the slots',
    slotsProvenance: 'Read from the chip',
    kinds: { littlefs: 'LittleFS', spiffs: 'SPIFFS' },
    used: (files: number, freeBytes: number) => `${some(files)}, ${fileSize(freeBytes)} free`,
    /** A filesystem without a file. */
    empty: 'No file yet.',
    unreadable: 'No filesystem can be read here.',
    name: 'File',
    size: 'Size',
    changed: 'Changed',
    notChanged: 'unchanged since the page opened',
    changedAt: (clock: string) => `changed at ${clock}`,
  },
};
