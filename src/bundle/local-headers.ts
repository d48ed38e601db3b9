import type { ZipField } from '../contracts/failure.ts';
import { bytesEqual } from '../ota-core/primitives/bytes.ts';
import { readSignatureField } from '../ota-core/update/extra-field.ts';
import {
  readEntryName,
  type EntryName,
  differingField,
  FLAG_DESCRIPTOR,
  LOCAL_MAGIC,
  LOCAL_SIZE,
  readLocalHeader,
  readMagic,
  ZIP64_MARK,
  type CentralRecord,
  type EntryFields,
  type LocalHeader,
} from '../ota-core/update/zip-format.ts';
import type { ListedEntry, ArchiveEnd } from './central-directory.ts';
import type { Findings } from './findings.ts';
import { isSoundExtra } from './sound-extra.ts';

/** An entry as both headers have it. */
export interface ArchiveEntry {
  /** As devices read it: from the local header, with the first directory level stripped where that is possible. */
  readonly name: string;
  readonly entryName: EntryName;
  readonly record: CentralRecord;
  readonly header: LocalHeader;
  readonly dataOffset: number;
}

/** `PK\7\8`, which most writers put in front of a data descriptor (APPNOTE 4.3.9). */
export const DESCRIPTOR_MAGIC = 0x08074b50;

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
    findings.add('bundle/contradiction', { file, field: 'bytes-between' });
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
  if (!isSoundExtra(local.extra) || !isSoundExtra(item.extra))
    findings.add('bundle/contradiction', { file: name, field: 'extra-field' });
  return { name, entryName, record, header, dataOffset };
}

interface LocalStory {
  readonly header: LocalHeader;
  readonly nameBytes: Uint8Array;
  readonly extra: Uint8Array;
}

/** Extra fields may differ (Info-ZIP keeps more times in the local one), but not the signatures in them. */
function findDifference(local: LocalStory, listed: ListedEntry): ZipField | null {
  if (!bytesEqual(local.nameBytes, listed.nameBytes)) return 'name';
  const field = differingField(withKnownSizes(local.header, listed.record), listed.record);
  if (field !== null) return field;
  const [ours, theirs] = [readSignatureField(local.extra), readSignatureField(listed.extra)];
  return bytesEqual(ours, theirs) ? null : 'signature';
}

/**
 * In an archive written as a stream the local header has nothing for what came after the data, in all three fields or
 * in some: bsdtar knows the sizes and not the CRC.
 */
function withKnownSizes(header: LocalHeader, record: CentralRecord): EntryFields {
  if (!isStreamed(header)) return header;
  const known = (field: 'crc' | 'size' | 'packedSize'): number =>
    header[field] === 0 || header[field] === ZIP64_MARK ? record[field] : header[field];
  return { ...header, crc: known('crc'), size: known('size'), packedSize: known('packedSize') };
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

/** The manifest's local header, the first one of a checked bundle: its extra field (a view) and where its bytes lie. */
export function manifestHeader(bundle: Uint8Array) {
  const { nameLength, extraLength, size } = readLocalHeader(bundle);
  const extraAt = LOCAL_SIZE + nameLength;
  const dataAt = extraAt + extraLength;
  return { extraAt, extra: bundle.subarray(extraAt, dataAt), dataAt, size };
}
