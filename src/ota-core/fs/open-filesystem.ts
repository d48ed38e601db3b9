import type { Flash } from '../flash/flash.ts';
import { orElse, type Filesystem } from './filesystem.ts';
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
    // Two bytes of a magic may stand in any file: the one filesystem that can be mounted is the one.
    return orElse(
      () => openSpiffs(flash, { sizeBytes }),
      (noSpiffs) =>
        orElse(
          () => openLittlefs(flash),
          () => {
            throw noSpiffs;
          },
        ),
    );
  },
  format: (flash) => formatLittlefs(flash),
};
