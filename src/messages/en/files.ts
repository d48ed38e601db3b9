/** Files of a device: what an update will make of them, and what lies in the slots of a chip. */
import { fileSize } from '../numbers.ts';
import grammar from './grammar.ts';

const some = (files: number): string => grammar.count(files, 'file', 'files');

export default {
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
  slot: (label: string, partition: string) => `Slot ${label} · ${partition}`,
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
};
