import { FlashFault, type Flash } from '../flash/flash.ts';
import { invariant } from '../primitives/invariant.ts';
import { refuseUpdate, type UpdateRefusal } from './updater.ts';

/**
 * MGOS_UPD_BE_DATA_CHUNK_SIZE: data reaches flash in pieces of exactly this many bytes
 * (device-core.md#data-delivery).
 */
export const PIECE_BYTES = 512;

/** Writes one file from the start of a window on, in whole pieces; the tail is padded with FF. */
export interface PartWriter {
  /** Bytes of the buffers it holds. */
  readonly heldBytes: number;
  /** Erases the whole window, as stock devices do. */
  open(): UpdateRefusal | null;
  /** Borrows `bytes`. */
  write(bytes: Uint8Array): UpdateRefusal | null;
  /** Writes what is left of the last piece. */
  close(): UpdateRefusal | null;
}

export function createPartWriter(target: Flash): PartWriter {
  const { size, programSize } = target.geometry;
  invariant(PIECE_BYTES % programSize === 0, 'program units divide a piece');
  const piece = new Uint8Array(PIECE_BYTES);
  let filled = 0;
  let offset = 0;

  const program = (bytes: Uint8Array): void => {
    target.program(offset, bytes);
    offset += bytes.length;
  };
  const writeAll = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length;) {
      const left = bytes.length - at;
      if (filled === 0 && left >= PIECE_BYTES) {
        program(bytes.subarray(at, at + PIECE_BYTES));
        at += PIECE_BYTES;
        continue;
      }
      const taken = Math.min(PIECE_BYTES - filled, left);
      piece.set(bytes.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled < PIECE_BYTES) continue;
      filled = 0;
      program(piece);
    }
  };
  return {
    heldBytes: piece.byteLength,
    open: () => attempt(() => target.erase(0, size)),
    write: (bytes) => attempt(() => writeAll(bytes)),
    close: () =>
      attempt(() => {
        if (filled > 0) program(piece.fill(0xff, filled));
        filled = 0;
      }),
  };
}

/** A fault of the chip is an answer; anything else, a power cut above all, passes through. */
function attempt(write: () => void): UpdateRefusal | null {
  try {
    write();
    return null;
  } catch (error) {
    if (error instanceof FlashFault) return refuseUpdate(-11, 'Write failed');
    throw error;
  }
}
