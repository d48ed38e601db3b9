import { Inflate } from 'fflate';
import { OtaError } from '../../contracts/failure.ts';
import { crc32 } from '../../ota-core/primitives/crc32.ts';
import { METHOD_STORED } from '../../ota-core/update/zip-format.ts';
import { METHOD_DEFLATED } from '../read-archive.ts';
import type { PackedEntry } from './lenient-archive.ts';

/** Bytes that may still be unpacked and written anew, over all archives that lie in each other. */
export interface UnpackBudget {
  leftBytes: number;
  isSpent: boolean;
  /** Of what is chosen, and of any file in it. */
  readonly limit: number;
}

/** An archive, the one in it, and what is written anew: each as large as it may be. */
const MOST_COPIES = 3;

export const unpackBudget = (limit: number): UnpackBudget => ({
  leftBytes: MOST_COPIES * limit,
  isSpent: false,
  limit,
});

/** Throws bundle/too-many-bytes; once all is spent, nothing more is looked at (`isSpent`). */
export function spend(budget: UnpackBudget, sizeBytes: number): void {
  const { limit, leftBytes } = budget;
  if (sizeBytes > limit) throw new OtaError('bundle/too-many-bytes', { sizeBytes, limit });
  budget.isSpent = sizeBytes > leftBytes;
  if (budget.isSpent) {
    const total = MOST_COPIES * limit;
    const wanted = total - leftBytes + sizeBytes;
    throw new OtaError('bundle/too-many-bytes', { sizeBytes: wanted, limit: total });
  }
  budget.leftBytes -= sizeBytes;
}

/** Deflate never makes more of a byte. */
const MOST_RATIO = 1_032;

/**
 * The bytes of an entry, of the size and the CRC-32 that its headers tell; a view of the archive where it is stored.
 * Throws bundle/part-damaged, contradiction, unsupported, too-many-bytes.
 */
export function unpack(entry: PackedEntry, budget: UnpackBudget): Uint8Array {
  const { path, method, sizeBytes, packed, crc, unreadable } = entry;
  if (unreadable !== null)
    throw new OtaError('bundle/unsupported', { feature: unreadable, value: '' });
  spend(budget, sizeBytes);
  const bytes = method === METHOD_STORED ? packed : inflated(entry);
  if (bytes.length !== sizeBytes) throw otherSize(path);
  if (crc32(bytes) !== crc) throw damaged(path);
  return bytes;
}

/** Bytes that go into the decompressor at a time: what comes out between two looks at its size is bounded by this. */
const STEP_BYTES = 16_384;

function inflated({ path, method, sizeBytes, packed }: PackedEntry): Uint8Array {
  if (method !== METHOD_DEFLATED)
    throw new OtaError('bundle/unsupported', { feature: 'method', value: String(method) });
  if (sizeBytes > packed.length * MOST_RATIO) throw otherSize(path);
  const bytes = new Uint8Array(sizeBytes);
  let filled = 0;
  const inflate = new Inflate((piece) => {
    if (filled + piece.length <= sizeBytes) bytes.set(piece, filled);
    filled += piece.length;
  });
  try {
    for (let at = 0; at < packed.length && filled <= sizeBytes; at += STEP_BYTES)
      inflate.push(packed.subarray(at, at + STEP_BYTES), at + STEP_BYTES >= packed.length);
  } catch (reason) {
    throw damaged(path, reason);
  }
  if (filled !== sizeBytes || endsBefore(packed)) throw otherSize(path);
  return bytes;
}

/** Its last block ends before its last byte: what is behind, one program skips and another one unpacks. */
function endsBefore(packed: Uint8Array): boolean {
  const last = packed.length - 1;
  if (last <= 0) return false;
  const inflate = new Inflate(() => undefined);
  try {
    for (let at = 0; at < last; at += STEP_BYTES)
      inflate.push(packed.subarray(at, Math.min(at + STEP_BYTES, last)), at + STEP_BYTES >= last);
    return true;
  } catch {
    return false; // it needs the last byte
  }
}

function damaged(path: string, cause?: unknown): OtaError {
  const options = cause === undefined ? {} : { cause };
  return OtaError.from(new OtaError('bundle/part-damaged', { part: path, file: path }, options));
}

/** It says how long it is once it is unpacked, and is not. */
function otherSize(path: string): OtaError {
  return OtaError.from(new OtaError('bundle/contradiction', { file: path, field: 'size' }));
}
