import type { Flash } from '../flash/flash.ts';
import { eraseBlocksOf, eraseSpan } from '../flash/erase-blocks.ts';

/** STM32_BOOT_IO_SIZE (mgos_boot_main.c): images are moved in pieces of exactly this size. */
const PIECE_BYTES = 2048;

/** Moves an image block by block: each is erased just before it is written. */
export function copyImage(from: Flash, to: Flash, sizeBytes: number): void {
  const piece = new Uint8Array(PIECE_BYTES);
  const blocks = eraseBlocksOf(to.geometry, 0, eraseSpan(to.geometry, sizeBytes));
  for (const { offset, length } of blocks) {
    to.erase(offset, length);
    for (let at = offset; at < Math.min(offset + length, sizeBytes); at += PIECE_BYTES) {
      from.read(at, piece);
      to.program(at, piece);
    }
  }
}
