import type { Flash } from '../flash/flash.ts';
import { FilesystemError, type Filesystem } from './filesystem.ts';
import { formatLittlefs } from './littlefs/format-littlefs.ts';
import { openLittlefs } from './littlefs/littlefs.ts';
import { openSpiffs } from './spiffs/open-spiffs.ts';
import { findSpiffsSize } from './spiffs-size.ts';

/** How a device comes to the filesystem in a window of its chip. */
export interface FilesystemPort {
  /** Mounts what lies there, of whichever kind. Throws FilesystemError corrupt. */
  open(flash: Flash): Filesystem;
  /** Makes an empty one, of the kind that new devices have. */
  format(flash: Flash): void;
}

/** LittleFS and SPIFFS, told apart by what is on the chip. */
export const chipFilesystems: FilesystemPort = {
  open(flash) {
    const sizeBytes = findSpiffsSize(flash);
    if (sizeBytes === null) return openLittlefs(flash);
    try {
      return openSpiffs(flash, { sizeBytes });
    } catch (error) {
      // Two bytes of a magic may stand in any file: the one filesystem that can be mounted is the one.
      if (!(error instanceof FilesystemError)) throw error;
      return orThrow(() => openLittlefs(flash), error);
    }
  },
  format: (flash) => formatLittlefs(flash),
};

function orThrow(open: () => Filesystem, otherwise: FilesystemError): Filesystem {
  try {
    return open();
  } catch (error) {
    throw error instanceof FilesystemError ? otherwise : error;
  }
}
