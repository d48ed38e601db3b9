import { bytesEqual } from '../ota-core/primitives/bytes.ts';
import { readEntryName, type EntryName } from '../ota-core/update/zip-directory.ts';
import {
  differingField,
  FLAG_DESCRIPTOR,
  LOCAL_MAGIC,
  LOCAL_SIZE,
  readLocalHeader,
  readMagic,
  type CentralRecord,
  type EntryFields,
  type LocalHeader,
} from '../ota-core/update/zip-format.ts';
import type { ListedEntry } from './central-directory.ts';
import type { ArchiveEnd } from './end-record.ts';
import type { Findings } from './findings.ts';
import { readSignatureField } from './signature-field.ts';

/** An entry as both headers have it. */
export interface ArchiveEntry {
  /** As devices read it: from the local header, with the first directory level stripped where that is possible. */
  readonly name: string;
  readonly entryName: EntryName;
  readonly record: CentralRecord;
  readonly dataOffset: number;
}

/** `PK\7\8`, which most writers put in front of a data descriptor (APPNOTE 4.3.9). */
const DESCRIPTOR_MAGIC = 0x08074b50;

/**
 * Follows the directory through the file: every local header where its record says, straight after the
 * entry before, telling the same in every field. A device reads only these headers, a computer only the
 * directory: where they differ, each would see another archive.
 */
export function readLocals(
  bytes: Uint8Array,
  listed: readonly ListedEntry[],
  place: ArchiveEnd & { readonly file: string; readonly findings: Findings },
): readonly ArchiveEntry[] {
  const { end, file, findings } = place;
  const entries: ArchiveEntry[] = [];
  let expected = 0;
  for (const item of listed) {
    const at = item.record.localOffset;
    const isThere = at + LOCAL_SIZE <= end.directoryOffset && readMagic(bytes, at) === LOCAL_MAGIC;
    if (at !== expected || !isThere) {
      const name = showName(readEntryName(item.nameBytes));
      findings.add('bundle/contradiction', { file: name, field: 'offset' });
    }
    if (!isThere) continue;
    const entry = readEntry(bytes, item, findings);
    entries.push(entry);
    expected = entry.dataOffset + item.record.packedSize + descriptorSize(bytes, entry);
  }
  if (expected !== end.directoryOffset)
    findings.add('bundle/contradiction', { file, field: 'bytes between the entries' });
  return entries;
}

function readEntry(bytes: Uint8Array, item: ListedEntry, findings: Findings): ArchiveEntry {
  const { record } = item;
  const at = record.localOffset;
  const header = readLocalHeader(bytes, at);
  const extraAt = at + LOCAL_SIZE + header.nameLength;
  const dataOffset = extraAt + header.extraLength;
  const nameBytes = bytes.subarray(at + LOCAL_SIZE, extraAt);
  const entryName = readEntryName(nameBytes);
  const name = showName(entryName);
  const local = { header, nameBytes, extra: bytes.subarray(extraAt, dataOffset) };
  const field = findDifference(local, item);
  if (field !== null) findings.add('bundle/contradiction', { file: name, field });
  return { name, entryName, record, dataOffset };
}

interface LocalStory {
  readonly header: LocalHeader;
  readonly nameBytes: Uint8Array;
  readonly extra: Uint8Array;
}

/** Extra fields may differ (Info-ZIP keeps more times in the local one), but not the signatures in them. */
function findDifference(local: LocalStory, listed: ListedEntry): string | null {
  if (!bytesEqual(local.nameBytes, listed.nameBytes)) return 'name';
  const field = differingField(withKnownSizes(local.header, listed.record), listed.record);
  if (field !== null) return field;
  const [ours, theirs] = [readSignatureField(local.extra), readSignatureField(listed.extra)];
  return bytesEqual(ours, theirs) ? null : 'signature';
}

/** In an archive written as a stream the local header has zeros for what came after the data. */
function withKnownSizes(header: LocalHeader, record: CentralRecord): EntryFields {
  const isOpen = isStreamed(header) && (header.crc | header.size | header.packedSize) === 0;
  const { crc, size, packedSize } = record;
  return isOpen ? { ...header, crc, size, packedSize } : header;
}

function descriptorSize(bytes: Uint8Array, { record, dataOffset }: ArchiveEntry): number {
  if (!isStreamed(record)) return 0;
  return readMagic(bytes, dataOffset + record.packedSize) === DESCRIPTOR_MAGIC ? 16 : 12;
}

/** Sizes and CRC come after the data (APPNOTE 4.4.4, bit 3). */
export function isStreamed({ flags }: EntryFields): boolean {
  return (flags & FLAG_DESCRIPTOR) !== 0;
}

function showName(entryName: EntryName): string {
  switch (entryName.kind) {
    case 'ok':
      return entryName.name;
    case 'too-long':
    case 'directory':
    case 'unsafe':
      return entryName.full;
  }
}
