/** Settings and files of a device after an update, beside those before it. */
import grammar from './grammar.ts';

const { count, list } = grammar;

const files = (number: number): string => count(number, 'file', 'files');

export default {
  title: 'Settings and files',
  reading: 'Comparing them with those before the update',
  writing: 'Putting back',
  progress: (done: string, total: string) => `${done} of ${total}`,
  percent: (percent: number) => `${percent} percent`,
  cancel: 'Cancel',
  stopped: 'Cancelled. Files that were not finished are as they are now.',
  failed: 'Not compared.',
  notPutBack: 'Not put back.',
  again: 'Compare again',
  allSame: (number: number) => `As before the update: ${files(number)}.`,
  /** What differs, as `count` has it, and what does not. */
  differ: (parts: readonly string[], same: number) => `${list(parts)}. As before: ${files(same)}.`,
  count: {
    changed: (number: number) => `${files(number)} changed`,
    lost: (number: number) => `${files(number)} lost`,
    new: (number: number) => count(number, 'new file', 'new files'),
    unread: (number: number) => `${files(number)} not compared`,
  },
  fates: {
    changed: 'Changed',
    lost: 'Lost',
    new: 'New',
    unread: 'Not compared',
  },
  noList: 'The device does not list its files: nothing was compared.',
  brought: 'The firmware brings a file of this name.',
  unread: 'It was not read before the update, or cannot be read now.',
  moreSettings: (number: number) => `and ${count(number, 'further value', 'further values')}`,
  notThere: 'not set',
  secret: 'hidden',
  show: (path: string) => `Show ${path}`,
  hide: (path: string) => `Hide ${path}`,
  showShort: 'Show',
  hideShort: 'Hide',
  before: 'Before',
  after: 'Now',
  putBack: 'Put back',
  putBackNamed: (name: string) => `Put back ${name}`,
  putBackLost: (number: number) =>
    number === 1 ? 'Put back the lost file' : `Put back the ${files(number)} that were lost`,
  isBack: (names: readonly string[]) =>
    names.length === 1
      ? `${list(names)} is on the device as before, and was read back.`
      : `${list(names)} are on the device as before, and were read back.`,
  needsRestart: 'The device reads its settings when it starts.',
  restart: 'Restart the device',
  restarting: 'The device restarts and then has its settings.',
  onTrial:
    'The firmware is on trial: what is put back now is gone again if the device goes back to the firmware before.',
  off: {
    away: 'The device does not answer now.',
  },
  kept: 'What was read before the update is kept in this browser until the next update of this device, passwords included.',
  forget: 'Delete what was read',
  forgotten: 'Deleted. Nothing can be put back any more.',
};
