/** Words for the files of a device: what an update will make of them, and what lies in the slots of a chip. */
import { fileSize } from './numbers.ts';

const count = (files: number): string => (files === 1 ? '1 file' : `${files} files`);

export const FILES_WORDS = {
  title: 'Files on the device',
  summary: (of: { readonly keeps: number; readonly overwrites: number; readonly adds: number }) =>
    `${of.keeps} kept, ${of.overwrites} replaced, ${of.adds} new`,
  unknown: 'not known',
  /** The device has no FS.ListExt. */
  notTold:
    'This device does not tell which files it has. Its own files stay, unless the firmware brings one of the same name.',
  ships: (files: number) => `The firmware brings ${count(files)}.`,
  keeps: (files: number) => `${count(files)} kept, byte for byte`,
  overwrites: (files: number) => `${count(files)} replaced by the firmware`,
  adds: (files: number) => `${count(files)} new`,
  free: (bytes: number) => `${fileSize(bytes)} stay free.`,
  goesBack: 'The device would go back by itself, with all its files as they are.',
  noFilesystem: 'No filesystem can be read in this firmware.',
  slots: 'Files in the slots',
  slotsProvenance: 'Read from the chip',
  slot: (label: string, partition: string) => `Slot ${label} · ${partition}`,
  kinds: { littlefs: 'LittleFS', spiffs: 'SPIFFS' },
  used: (files: number, freeBytes: number) => `${count(files)}, ${fileSize(freeBytes)} free`,
  unreadable: 'No filesystem can be read here.',
  name: 'File',
  size: 'Size',
  changed: 'Changed',
  notChanged: 'not since the page opened',
  changedAt: (clock: string) => `at ${clock}`,
} as const;
