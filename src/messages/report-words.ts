/** The head of a saved report: what a person reads before the data. */
import { duration } from './numbers.ts';

export const reportWords = {
  title: (outcome: string) => `Slipway update report: ${outcome.toLowerCase()}`,
  /** Times of day with their zone: who reads it may be elsewhere. */
  when: (began: string, ms: number | null) =>
    ms === null ? `Began ${began} UTC.` : `Began ${began} UTC, took ${duration(ms)}.`,
  move: (of: { readonly from: string; readonly to: string; readonly over: string | null }) =>
    `From ${of.from} to ${of.to}${of.over === null ? '' : `, over ${of.over}`}.`,
  why: (sentence: string) => `Why: ${sentence}`,
  unknownVersion: 'an unknown version',
  noDevice: 'the device',
  left: 'Left out on purpose: passwords, tokens, keys, what files and blocks contain, and paths of this computer.',
  outcome: {
    committed: 'Committed',
    uncommitted: 'On trial',
    refused: 'Refused',
    failed: 'Stopped',
    cancelled: 'Cancelled',
    reverted: 'Went back',
    other: 'Another firmware',
    unknown: 'Not reached',
  },
} as const;
