import type { Flash } from './flash.ts';

const PIECE_BYTES = 4096;

/** All ones, as an erase leaves cells. A loop, not a call for each byte: this is most of what mounting costs. */
export function isErased(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte !== 0xff) return false;
  return true;
}

/** The same of a stretch of flash; reads no further than the first piece that is not. */
export function isErasedIn(flash: Pick<Flash, 'read'>, offset: number, length: number): boolean {
  const piece = new Uint8Array(Math.min(PIECE_BYTES, length));
  for (let at = 0; at < length; at += PIECE_BYTES) {
    const cells = piece.subarray(0, Math.min(PIECE_BYTES, length - at));
    flash.read(offset + at, cells);
    if (!isErased(cells)) return false;
  }
  return true;
}
