import { NorFlash } from '../flash/nor-flash.ts';
import { FilesystemError, type Filesystem } from './filesystem.ts';
import { chipFilesystems } from './open-filesystem.ts';

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
