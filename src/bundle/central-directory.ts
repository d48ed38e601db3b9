import { OtaError } from '../contracts/failure.ts';
import {
  CENTRAL_MAGIC,
  CENTRAL_SIZE,
  readCentralRecord,
  readMagic,
  type CentralRecord,
} from '../ota-core/update/zip-format.ts';
import type { ArchiveEnd } from './end-record.ts';

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
  const broken = (field: string) => new OtaError('bundle/contradiction', { file, field });
  if (end.entries > MOST_ENTRIES)
    throw new OtaError('bundle/unsupported', { feature: `more than ${MOST_ENTRIES} files` });
  for (let at = end.directoryOffset; at < endOffset;) {
    if (listed.length === end.entries) throw broken('number of entries');
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
  if (listed.length !== end.entries) throw broken('number of entries');
  return listed;
}
