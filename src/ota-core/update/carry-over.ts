import type { DigestPort } from '../primitives/digest.ts';
import { isErased } from '../flash/erase-blocks.ts';
import { FlashFault, type Flash } from '../flash/flash.ts';
import { bytesEqual } from '../primitives/bytes.ts';
import { refuseUpdate, type UpdateRefusal } from './updater.ts';

const PIECE_BYTES = 512;

/**
 * The filesystem of the running slot, copied for an app that comes without one, and compared in flash.
 * QUIRK(stm32_updater.c, mgos_upd_finalize): stock switches to whatever filesystem lies in the other slot.
 */
export function carryOver(from: Flash, to: Flash, digests: DigestPort): UpdateRefusal | null {
  const sizeBytes = Math.min(from.geometry.size, to.geometry.size);
  try {
    if (sameBytes(from, to, { sizeBytes, digests })) return null;
    to.erase(0, to.geometry.size);
    const piece = new Uint8Array(PIECE_BYTES);
    for (let at = 0; at < sizeBytes; at += PIECE_BYTES) {
      from.read(at, piece);
      if (!isErased(piece)) to.program(at, piece);
    }
    if (sameBytes(from, to, { sizeBytes, digests })) return null;
  } catch (error) {
    if (!(error instanceof FlashFault)) throw error;
  }
  return refuseUpdate(-11, 'Write failed');
}

function sameBytes(
  a: Flash,
  b: Flash,
  { sizeBytes, digests }: { readonly sizeBytes: number; readonly digests: DigestPort },
): boolean {
  const [one, two] = [a, b].map((flash) => {
    const digest = digests.create('sha256');
    const buffer = new Uint8Array(PIECE_BYTES * 8);
    for (let at = 0; at < sizeBytes; at += buffer.length) {
      const piece = buffer.subarray(0, Math.min(buffer.length, sizeBytes - at));
      flash.read(at, piece);
      digest.update(piece);
    }
    return digest.digest();
  });
  return one !== undefined && two !== undefined && bytesEqual(one, two);
}
