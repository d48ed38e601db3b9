import { OtaError } from '../contracts/failure.ts';
import type { ZipField } from '../contracts/failure.ts';
import {
  CENTRAL_MAGIC,
  CENTRAL_SIZE,
  readCentralRecord,
  readMagic,
  type CentralRecord,
  END_MAGIC,
  END_SIZE,
  LOCAL_MAGIC,
  LOCAL_SIZE,
  readEndRecord,
  readLocalHeader,
  ZIP64_MARK,
  type EndRecord,
} from '../ota-core/update/zip-format.ts';
import { notAnArchive } from './recognise.ts';

/** A central record with what follows it; views of the archive. */
export interface ListedEntry {
  readonly record: CentralRecord;
  readonly nameBytes: Uint8Array;
  readonly extra: Uint8Array;
}

/** A firmware package has a dozen entries at most; more than this are not looked at. */
export const MOST_ENTRIES = 256;

/**
 * The central directory: as many records as the end record counts, filling exactly its size. Throws
 * bundle/contradiction, at the first record too many, and bundle/unsupported. What the records say is not judged here.
 */
export function readDirectory(
  bytes: Uint8Array,
  { end, endOffset }: ArchiveEnd,
  file: string,
): readonly ListedEntry[] {
  const listed: ListedEntry[] = [];
  const broken = (field: ZipField) => new OtaError('bundle/contradiction', { file, field });
  if (end.entries > MOST_ENTRIES)
    throw new OtaError('bundle/unsupported', {
      feature: 'many-files',
      value: String(MOST_ENTRIES),
    });
  for (let at = end.directoryOffset; at < endOffset;) {
    if (listed.length === end.entries) throw broken('entry-count');
    if (at + CENTRAL_SIZE > endOffset || readMagic(bytes, at) !== CENTRAL_MAGIC)
      throw broken('directory');
    const record = readCentralRecord(bytes, at);
    const nameAt = at + CENTRAL_SIZE;
    const extraAt = nameAt + record.nameLength;
    const commentAt = extraAt + record.extraLength;
    at = commentAt + record.commentLength;
    if (at > endOffset) throw broken('directory');
    listed.push({
      record,
      nameBytes: bytes.subarray(nameAt, extraAt),
      extra: bytes.subarray(extraAt, commentAt),
    });
  }
  if (listed.length !== end.entries) throw broken('entry-count');
  return listed;
}

/** A comment's length has 16 bits, so the end record lies within this many bytes of the end. */
const MAX_TAIL = END_SIZE + 0xffff;
/** What stands between the directory and its end, where there is a zip64 record (APPNOTE 4.3.15). */
export const LOCATOR_MAGIC = 0x07064b50;
export const LOCATOR_SIZE = 20;
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
  if (isZip64(end)) throw new OtaError('bundle/unsupported', { feature: 'zip64', value: '' });
  if (end.disk !== 0 || end.directoryDisk !== 0 || end.diskEntries !== end.entries)
    throw new OtaError('bundle/unsupported', { feature: 'disks', value: '' });
  if (end.directoryOffset + end.directorySize !== endOffset)
    throw misplaced(bytes, endOffset, file);
  if (end.commentLength > left) throw cutOff(bytes, file);
  if (end.commentLength < left)
    throw new OtaError('bundle/trailing-bytes', { file, bytes: left - end.commentLength });
  if (left > 0) throw new OtaError('bundle/unsupported', { feature: 'comment', value: '' });
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
  return begins ? cutOff(bytes, file) : notAnArchive(bytes, file);
}

/** What looked like the end may belong to an archive inside this one, whose own end is missing. */
function misplaced(bytes: Uint8Array, endOffset: number, file: string): OtaError {
  if (readMagic(bytes) !== LOCAL_MAGIC) return notAnArchive(bytes, file);
  if (runsOut(bytes)) return cutOff(bytes, file);
  if (readMagic(bytes, endOffset - LOCATOR_SIZE) === LOCATOR_MAGIC)
    return OtaError.from(new OtaError('bundle/unsupported', { feature: 'zip64', value: '' }));
  return new OtaError('bundle/contradiction', { file, field: 'directory' });
}

/** Whether the entries, followed from the start by their local headers, need more bytes than there are. */
function runsOut(bytes: Uint8Array): boolean {
  let at = 0;
  while (readMagic(bytes, at) === LOCAL_MAGIC) {
    if (at + LOCAL_SIZE > bytes.length) return true;
    const { nameLength, extraLength, packedSize } = readLocalHeader(bytes, at);
    if (packedSize === ZIP64_MARK) return false; // how long it is stands elsewhere
    at += LOCAL_SIZE + nameLength + extraLength + packedSize;
  }
  return at > bytes.length;
}

function cutOff(bytes: Uint8Array, file: string): OtaError {
  return new OtaError('bundle/cut-off', { file, sizeBytes: bytes.length });
}
