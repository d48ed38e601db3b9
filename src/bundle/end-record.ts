import { OtaError } from '../contracts/failure.ts';
import {
  END_MAGIC,
  END_SIZE,
  LOCAL_MAGIC,
  LOCAL_SIZE,
  readEndRecord,
  readLocalHeader,
  readMagic,
  ZIP64_MARK,
  type EndRecord,
} from '../ota-core/update/zip-format.ts';

/** A comment's length has 16 bits, so the end record lies within this many bytes of the end. */
const MAX_TAIL = END_SIZE + 0xffff;
/** A count of all ones stands in a zip64 record (APPNOTE 4.4.22). */
const ZIP64_COUNT = 0xffff;

export interface ArchiveEnd {
  readonly end: EndRecord;
  readonly endOffset: number;
}

/**
 * The end record, where it must be: the last bytes of the file, straight after a directory of the size
 * it tells. Throws bundle/not-a-zip, cut-off, unsupported or contradiction.
 */
export function findEndRecord(bytes: Uint8Array, file: string): ArchiveEnd {
  const endOffset = seekEnd(bytes);
  if (endOffset === null) throw withoutEnd(bytes, file);
  const end = readEndRecord(bytes, endOffset);
  const left = bytes.length - endOffset - END_SIZE;
  if (isZip64(end)) throw new OtaError('bundle/unsupported', { feature: 'zip64' });
  if (end.disk !== 0 || end.directoryDisk !== 0 || end.diskEntries !== end.entries)
    throw new OtaError('bundle/unsupported', { feature: 'several disks' });
  if (end.directoryOffset + end.directorySize !== endOffset) throw misplaced(bytes, file);
  if (end.commentLength > left) throw cutOff(bytes, file);
  if (end.commentLength < left)
    throw new OtaError('bundle/contradiction', { file, field: 'bytes after the end' });
  if (left > 0) throw new OtaError('bundle/unsupported', { feature: 'comment' });
  return { end, endOffset };
}

/** The record that ends with the file, else the last thing that looks like one. */
function seekEnd(bytes: Uint8Array): number | null {
  let last: number | null = null;
  const first = Math.max(0, bytes.length - MAX_TAIL);
  for (let at = bytes.length - END_SIZE; at >= first; at -= 1) {
    if (bytes[at] !== 0x50 || readMagic(bytes, at) !== END_MAGIC) continue;
    if (at + END_SIZE + readEndRecord(bytes, at).commentLength === bytes.length) return at;
    last ??= at;
  }
  return last;
}

function isZip64({ entries, directorySize, directoryOffset }: EndRecord): boolean {
  return entries === ZIP64_COUNT || directorySize === ZIP64_MARK || directoryOffset === ZIP64_MARK;
}

/** Nothing that ends an archive: cut off if it begins as one, even with the first letter. */
function withoutEnd(bytes: Uint8Array, file: string): OtaError {
  const begins = [0x50, 0x4b, 0x03, 0x04].every((byte, at) => (bytes[at] ?? byte) === byte);
  return begins ? cutOff(bytes, file) : new OtaError('bundle/not-a-zip', { file });
}

/** What looked like the end may belong to an archive inside this one, whose own end is missing. */
function misplaced(bytes: Uint8Array, file: string): OtaError {
  if (readMagic(bytes) !== LOCAL_MAGIC) return new OtaError('bundle/not-a-zip', { file });
  if (runsOut(bytes)) return cutOff(bytes, file);
  return new OtaError('bundle/contradiction', { file, field: 'directory' });
}

/** Whether the entries, followed from the start by their local headers, need more bytes than there are. */
function runsOut(bytes: Uint8Array): boolean {
  let at = 0;
  while (readMagic(bytes, at) === LOCAL_MAGIC) {
    if (at + LOCAL_SIZE > bytes.length) return true;
    const { nameLength, extraLength, packedSize } = readLocalHeader(bytes, at);
    at += LOCAL_SIZE + nameLength + extraLength + packedSize;
  }
  return at > bytes.length;
}

function cutOff(bytes: Uint8Array, file: string): OtaError {
  return new OtaError('bundle/cut-off', { file, sizeBytes: bytes.length });
}
