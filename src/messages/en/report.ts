/** Firmwares by name, and the head of a report. */
import { duration } from '../numbers.ts';

export default {
  /** A firmware beside another one of the same version. */
  firmware: {
    ofBuild: (version: string, build: string) => `${version} (build ${build})`,
    newCopy: (version: string) => `${version} (new copy)`,
  },

  /** What a person reads before the data. */
  report: {
    /** By what came of the update. */
    title: {
      committed: 'Slipway update report: committed',
      uncommitted: 'Slipway update report: on trial',
      refused: 'Slipway update report: refused',
      failed: 'Slipway update report: stopped',
      cancelled: 'Slipway update report: cancelled',
      reverted: 'Slipway update report: went back',
      other: 'Slipway update report: another firmware',
      unknown: 'Slipway update report: not reached',
    },
    /** Times of day with their zone: who reads it may be elsewhere. */
    when: (began: string, ms: number | null) =>
      ms === null ? `Began ${began} UTC.` : `Began ${began} UTC, took ${duration(ms)}.`,
    move: (of: { readonly from: string; readonly to: string; readonly over: string | null }) =>
      `From ${of.from} to ${of.to}${of.over === null ? '' : `, over ${of.over}`}.`,
    why: (sentence: string) => `Why: ${sentence}`,
    unknownVersion: 'an unknown version',
    noDevice: 'the device',
    /** In place of a text that names one. */
    secret: '(left out: names a password or key)',
    left: 'Left out on purpose: passwords, tokens, keys, what files and blocks contain, and paths of this computer.',
  },
};
