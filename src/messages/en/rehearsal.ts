/** The panel that tries the update on an emulated stand-in of the device, and every power cut in it. */
import grammar from './grammar.ts';

const { count, whole } = grammar;

const cuts = (number: number): string => count(number, 'power cut', 'power cuts');

export default {
  title: 'Rehearsal',
  close: 'Close',
  noFile: 'Choose a firmware first.',
  what: 'The update is done on an emulated stand-in, and the power is cut before and in the middle of every flash operation. Each time it must start again by itself, whole. The device itself is only read.',
  onDevice: (name: string) => `Stands in for: ${name}, with its version and its files.`,
  onFresh: (platform: string) =>
    `Stands in for: a new ${platform} without files. No device has answered.`,
  start: 'Rehearse',
  again: 'Rehearse again',
  cancel: 'Cancel',
  off: {
    updateRuns: 'Not while an update runs.',
    away: 'The device does not answer now.',
  },
  reading: 'Reading files of the device',
  updating: 'Updating the stand-in',
  cutting: 'Cutting its power',
  /** Bytes, or cuts. */
  progress: (done: string, total: string) => `${done} of ${total}`,
  number: whole,
  percent: (percent: number) => `${percent} percent`,
  stopped: 'Cancelled. Nothing was written to the device.',
  failed: 'Not rehearsed.',
  /** `cuts`: those that count. */
  safe: (of: number) => `Safe: whole again after each of ${cuts(of)}.`,
  notSafe: (broken: number, of: number) =>
    `Not safe: not whole after ${whole(broken)} of ${cuts(of)}.`,
  losesFiles: (number: number) =>
    `Not safe: ${count(number, 'file', 'files')} of the device would be lost.`,
  /** Names of the facts below the verdict. */
  facts: {
    ends: 'Then it ran',
    longest: 'Longest',
    time: 'The real update',
    free: 'Free for files then',
    weak: 'Not counted',
  },
  ends: (fresh: string, version: string, old: string) =>
    `${version} after ${fresh}, the firmware from before after ${old}`,
  cuts,
  foretold: {
    whole: (whole: string, over: string, writing: string) =>
      `about ${whole} ${over}, ${writing} of it writing`,
    /** How long the device restarts is not known. */
    writing: (writing: string, over: string) =>
      `about ${writing} of writing ${over}, then a restart`,
    link: 'This link was measured just now; flash counts at its usual speed.',
    device: 'As the last update of this device took.',
  },
  longest: (time: string, operation: string, partition: string) =>
    `${time} until it ran a firmware that is kept; cut at operation ${operation}, in ${partition}`,
  weak: (of: number, profile: string) =>
    `${cuts(of)} in the boot record, which the vendor’s boot loader (${profile}) does not get over. That is so with every update: keep the power on while the device restarts.`,
  broken: {
    title: 'Cuts that it does not get over',
    before: (operation: string, partition: string) =>
      `Before operation ${operation}, in ${partition}`,
    middle: (operation: string, partition: string) =>
      `In the middle of operation ${operation}, in ${partition}`,
    more: (number: number) => `and ${whole(number)} more`,
  },
  files: {
    keeps: 'Files that stay',
    overwrites: 'Files that are replaced',
    adds: 'New files',
    loses: 'Files that are lost',
    count: (number: number) => count(number, 'file', 'files'),
  },
  unread: (number: number) =>
    `The device does not hand out ${count(number, 'file', 'files')}: others of the same size stood in for them.`,
  unknownKeys: 'The device does not tell its keys: signatures were not rehearsed.',
  unknownFiles: 'The device does not tell its files: none were rehearsed.',
};
