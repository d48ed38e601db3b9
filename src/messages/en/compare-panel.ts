/** The panel that compares the chosen firmware with a device or a second file; the shared words are in compare.ts. */
import grammar from './grammar.ts';

const { count } = grammar;

export default {
  title: 'Compare',
  close: 'Close',
  /** What the two are called, above their values. */
  sides: { file: 'This file', other: 'Other file', device: 'Device' },
  firmware: (app: string, platform: string) => `${app} for ${platform}`,
  withDevice: 'Compare with the device',
  withFile: 'Compare with a file …',
  withOther: 'Compare with another file …',
  comparing: 'Comparing …',
  noDevice: 'No device has answered yet. Connect one, or choose a second file.',
  noFile: 'Choose a firmware first.',
  off: {
    updateRuns: 'Not while an update runs.',
    away: 'The device does not answer now.',
  },
  /** Of the second file. */
  mended: (sentence: string) => `The other file was not as devices take it. ${sentence}`,
  failed: 'Not compared.',
  several: (fileName: string) => `Which firmware of ${fileName}?`,

  differs: 'What differs',
  /** Beside a name that only one of two files has. */
  standings: {
    changed: 'changed',
    'left-only': 'only in this file',
    'right-only': 'only in the other file',
  },
  size: 'Size',
  sha256: 'SHA-256',
  part: (name: string) => `Part ${name}`,
  filesOf: (part: string) => `Files in ${part}`,
  signature: 'Signature of the manifest',
  same: 'What is the same',
  sameCount: (number: number) => count(number, 'entry', 'entries'),
  sameSize: 'Files of the same size',
  sameSizeWhy: 'What the device holds in them was not read.',
  /** Reading what files of the same size hold. */
  contents: {
    compare: (files: string, size: string) => `Compare contents (${files}, ${size})`,
    files: (number: number) => count(number, 'file', 'files'),
    again: 'Read the files again',
    reading: 'Reading files of the device',
    progress: (done: string, total: string) => `${done} of ${total}`,
    percent: (percent: number) => `${percent} percent`,
    cancel: 'Cancel',
    stopped: 'Cancelled. What was read until then is kept.',
    failed: 'Contents not compared.',
    givesNone: 'This firmware does not give its files.',
    found: (same: number, changed: number) =>
      `Files by content: ${same} the same, ${changed} changed.`,
    foundAndRefused: (same: number, changed: number, refused: number) =>
      `Files by content: ${same} the same, ${changed} changed, ${refused} not given by the device.`,
  },
};
