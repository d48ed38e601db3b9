import type { Flash } from '../flash/flash.ts';
import { NorFlash } from '../flash/nor-flash.ts';
import { orElse, type Filesystem, FilesystemError } from './filesystem.ts';
import { openLittlefs } from './littlefs/littlefs.ts';
import { formatLittlefs } from './littlefs/volume.ts';
import { openSpiffs } from './spiffs/open-spiffs.ts';
import { spiffsLayoutOf } from './spiffs/spiffs-layout.ts';

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

/** Erase block of the chips that hold such images, in bytes. */
const ERASE_SIZE = 4096;

/**
 * The filesystem of an image in memory, on a chip of its own of `sizeBytes` (the image's size when left out).
 * Borrows `image`. Throws FilesystemError corrupt, also for what is larger than any slot.
 */
export function openImage(image: Uint8Array, sizeBytes = image.length): Filesystem {
  const size = Math.ceil(Math.max(sizeBytes, image.length) / ERASE_SIZE) * ERASE_SIZE;
  if (size === 0) throw new FilesystemError('corrupt', 'it is empty');
  const geometry = { size, eraseSize: ERASE_SIZE, programSize: 4, wordOnce: false };
  return chipFilesystems.open(new NorFlash(geometry, { image, logSize: 1 }));
}

/**
 * Nowhere in a SPIFFS is written how big it is (magic without length): the device that mounts it knows it from
 * its build. Here it is seen: each of its blocks carries the magic, and the partition behind it is erased.
 * The last block may be without, if the power went while it was renewed: sizes are multiples of this.
 */
const SIZE_STEP = 16 * 1024;
/** One to work in, one to move to, one for files: there is no smaller SPIFFS. */
const FEWEST_BLOCKS = 3;

/** Bytes from the start of the window; null where no SPIFFS is. */
function findSpiffsSize(flash: Flash): number | null {
  const { size, eraseSize } = flash.geometry;
  if (size < FEWEST_BLOCKS * eraseSize) return null;
  const { blockSize, blocks, magic, magicAt } = spiffsLayoutOf(flash, {});
  const found = new Uint8Array(2);
  let last = 0;
  let count = 0;
  for (let block = 0; block < blocks; block += 1) {
    flash.read(block * blockSize + magicAt, found);
    if (new DataView(found.buffer).getUint16(0, true) !== magic) {
      if (block === 1 && count === 0) return null; // one at most is being renewed
      continue;
    }
    last = block;
    count += 1;
  }
  // All but the one that was being renewed.
  if (count < FEWEST_BLOCKS - 1 || count < last) return null;
  return Math.min(Math.ceil(((last + 1) * blockSize) / SIZE_STEP) * SIZE_STEP, size);
}
