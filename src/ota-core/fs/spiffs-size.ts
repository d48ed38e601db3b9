import type { Flash } from '../flash/flash.ts';
import { spiffsLayoutOf } from './spiffs/spiffs-layout.ts';

/**
 * Nowhere in a SPIFFS is written how big it is (magic without length): the device that mounts it knows it from
 * its build. Here it is seen: each of its blocks carries the magic, and the partition behind it is erased.
 * The last block may be without, if the power went while it was renewed: sizes are multiples of this.
 */
const SIZE_STEP = 16 * 1024;
/** One to work in, one to move to, one for files: there is no smaller SPIFFS. */
const FEWEST_BLOCKS = 3;

/** Bytes from the start of the window; null where no SPIFFS is. */
export function findSpiffsSize(flash: Flash): number | null {
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
