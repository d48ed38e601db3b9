/**
 * The end of an archive that others write: with a comment, with bytes behind it, with a zip64 record before it.
 *
 *   central directory · (zip64 end record · its locator) · end record · comment · anything
 */
import { OtaError } from '../../contracts/failure.ts';
import type { Mended } from '../../contracts/mended.ts';
import {
  CENTRAL_MAGIC,
  END_MAGIC,
  END_SIZE,
  readEndRecord,
  readMagic,
  ZIP64_MARK,
  type EndRecord,
} from '../../ota-core/update/zip-format.ts';
import { findEndRecord, LOCATOR_MAGIC, LOCATOR_SIZE } from '../central-directory.ts';

export interface LenientEnd {
  readonly directoryOffset: number;
  readonly directoryEnd: number;
  readonly entries: number;
  readonly mended: readonly Mended[];
}

/** What looks like an end and is none is passed over, but not without limit. */
const MOST_LOOKED_AT = 1_000;

/** The last end record whose directory ends where it, or its zip64 record, begins. Throws what the strict reader throws. */
export function findLenientEnd(bytes: Uint8Array, file: string): LenientEnd {
  let looked = 0;
  for (let at = bytes.length - END_SIZE; at >= 0 && looked < MOST_LOOKED_AT; at -= 1) {
    if (bytes[at] !== 0x50 || readMagic(bytes, at) !== END_MAGIC) continue;
    looked += 1;
    const found = endAt(bytes, at);
    if (found !== null) return found;
  }
  findEndRecord(bytes, file);
  throw new OtaError('bundle/not-a-zip', { file });
}

function endAt(bytes: Uint8Array, at: number): LenientEnd | null {
  const end = readEndRecord(bytes, at);
  const behind = bytes.length - at - END_SIZE - end.commentLength;
  if (behind < 0) return null;
  const zip64 = zip64Before(bytes, at);
  if (zip64 !== null && !agree(end, zip64)) return null;
  const { entries, directorySize, directoryOffset } = zip64 ?? end;
  const directoryEnd = zip64?.recordAt ?? at;
  const isThere = entries === 0 || readMagic(bytes, directoryOffset) === CENTRAL_MAGIC;
  if (directoryOffset + directorySize !== directoryEnd || !isThere) return null;
  if (end.disk !== 0 || end.directoryDisk !== 0 || end.diskEntries !== end.entries)
    throw new OtaError('bundle/unsupported', { feature: 'disks', value: '' });
  const mended: Mended[] = [];
  if (end.commentLength > 0) mended.push('comment');
  if (behind > 0) mended.push('trailing-bytes');
  if (zip64 !== null) mended.push('zip64');
  return { directoryOffset, directoryEnd, entries, mended };
}

/** Offsets: APPNOTE 4.3.15 (locator), 4.3.14 (record). */
const RECORD_MAGIC = 0x06064b50;
const RECORD_SIZE = 56;

interface Zip64End extends Pick<EndRecord, 'entries' | 'directorySize' | 'directoryOffset'> {
  readonly recordAt: number;
}

function zip64Before(bytes: Uint8Array, endOffset: number): Zip64End | null {
  const locatorAt = endOffset - LOCATOR_SIZE;
  if (locatorAt < RECORD_SIZE || readMagic(bytes, locatorAt) !== LOCATOR_MAGIC) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const recordAt = readUint64(view, locatorAt + 8);
  if (recordAt === null || recordAt + RECORD_SIZE > locatorAt) return null;
  if (readMagic(bytes, recordAt) !== RECORD_MAGIC) return null;
  const entries = readUint64(view, recordAt + 32);
  const directorySize = readUint64(view, recordAt + 40);
  const directoryOffset = readUint64(view, recordAt + 48);
  if (entries === null || directorySize === null || directoryOffset === null) return null;
  return { entries, directorySize, directoryOffset, recordAt };
}

/** What the plain record says is the same, or is left to the other. */
function agree(end: EndRecord, zip64: Zip64End): boolean {
  const same = (plain: number, wide: number, mark: number): boolean =>
    plain === wide || plain === mark;
  return (
    same(end.entries, zip64.entries, 0xffff) &&
    same(end.directorySize, zip64.directorySize, ZIP64_MARK) &&
    same(end.directoryOffset, zip64.directoryOffset, ZIP64_MARK)
  );
}

/** Little-endian; null where it needs more than 32 bits: no archive here is so large. */
export function readUint64(view: DataView, at: number): number | null {
  return at + 8 <= view.byteLength && view.getUint32(at + 4, true) === 0
    ? view.getUint32(at, true)
    : null;
}
