/**
 * An archive as computers read it, by its directory, in whatever way it was packed. What is lenient is the packing only:
 * each entry lies where it is said to, straight behind the one before; name, method, sizes and CRC of both headers
 * agree as far as both have them; no name leads out. So nothing is hidden between what is listed.
 */
import { OtaError } from '../../contracts/failure.ts';
import type { ZipField } from '../../contracts/failure.ts';
import type { Mended } from '../../contracts/mended.ts';
import { bytesEqual } from '../../ota-core/primitives/bytes.ts';
import { decodeUtf8 } from '../../ota-core/primitives/utf8.ts';
import { readExtraField, readSignatureField } from '../../ota-core/update/extra-field.ts';
import { headerFaults, type HeaderFault } from '../../ota-core/update/header-faults.ts';
import {
  CENTRAL_MAGIC,
  CENTRAL_SIZE,
  FLAG_ENCRYPTED,
  LOCAL_MAGIC,
  LOCAL_SIZE,
  readCentralRecord,
  readLocalHeader,
  readMagic,
  type CentralRecord,
} from '../../ota-core/update/zip-format.ts';
import { DESCRIPTOR_MAGIC, isStreamed } from '../local-headers.ts';
import { specialFile } from '../read-archive.ts';
import { isSoundExtra, UNICODE_PATH } from '../sound-extra.ts';
import { findLenientEnd, readUint64 } from './lenient-end.ts';
import { withZip64Sizes } from './zip64-sizes.ts';

/** An entry that may have to be unpacked first. */
export interface PackedEntry {
  /** With slashes. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly method: number;
  readonly crc: number;
  readonly sizeBytes: number;
  /** As it lies in the archive; a view. */
  readonly packed: Uint8Array;
  /** Body of the signature field of its headers; empty where there is none. A view. */
  readonly signature: Uint8Array;
  /** Nobody here reads it: encrypted, or a link. */
  readonly unreadable: 'encryption' | 'links' | 'special-files' | null;
  /** What of its packing devices do not take. */
  readonly mended: readonly Mended[];
}

export interface LenientArchive {
  readonly entries: readonly PackedEntry[];
  /** Of the archive as a whole. */
  readonly mended: readonly Mended[];
}

/** Of a build folder or of sources; more are not listed. */
const MOST_LISTED = 4_096;

/** Throws what it is instead, bundle/cut-off, unsafe-name, contradiction, unsupported. Nothing is unpacked here. */
export function readLenientArchive(bytes: Uint8Array, file: string): LenientArchive {
  const end = findLenientEnd(bytes, file);
  if (end.entries > MOST_LISTED)
    throw new OtaError('bundle/unsupported', { feature: 'many-files', value: String(MOST_LISTED) });
  const listed: Listed[] = [];
  for (let at = end.directoryOffset; at < end.directoryEnd;) {
    const item = listed.length < end.entries ? readListed(bytes, at, end.directoryEnd) : null;
    if (item === null) throw contradiction(file, 'directory');
    listed.push(item);
    at = item.end;
  }
  if (listed.length !== end.entries) throw contradiction(file, 'entry-count');
  return { entries: readEntries(bytes, listed, end.directoryOffset), mended: end.mended };
}

interface Listed {
  readonly record: CentralRecord;
  readonly nameBytes: Uint8Array;
  readonly path: string;
  readonly extra: Uint8Array;
  readonly mended: readonly Mended[];
  /** Of the central record. */
  readonly end: number;
}

function readListed(bytes: Uint8Array, at: number, directoryEnd: number): Listed | null {
  if (at + CENTRAL_SIZE > directoryEnd || readMagic(bytes, at) !== CENTRAL_MAGIC) return null;
  const plain = readCentralRecord(bytes, at);
  const nameAt = at + CENTRAL_SIZE;
  const extraAt = nameAt + plain.nameLength;
  const commentAt = extraAt + plain.extraLength;
  const end = commentAt + plain.commentLength;
  if (end > directoryEnd) return null;
  const nameBytes = bytes.subarray(nameAt, extraAt);
  const extra = bytes.subarray(extraAt, commentAt);
  const { path, hasBackslashes } = pathOf(nameBytes);
  const record = withZip64Sizes(plain, extra);
  if (record === null) throw contradiction(path, 'zip64');
  const mended: Mended[] = [];
  if (hasBackslashes) mended.push('separators');
  if (plain.commentLength > 0) mended.push('comment');
  if (record !== plain) mended.push('zip64');
  return { record, nameBytes, path, extra, mended, end };
}

/** Older packers of Windows write backslashes. A name that is not UTF-8 can be nobody's `src`: a byte for a character. */
function pathOf(nameBytes: Uint8Array): { path: string; hasBackslashes: boolean } {
  const name = decodeUtf8(nameBytes) ?? String.fromCharCode(...nameBytes.subarray(0, 255));
  const path = name.replaceAll('\\', '/');
  if (leadsOut(path) || isReadShorter(path)) throw new OtaError('bundle/unsafe-name', { name });
  return { path, hasBackslashes: path !== name };
}

/** Programs in C end it at the first NUL, and take the name before for one that is empty. */
const isReadShorter = (path: string): boolean => path === '' || path.includes('\0');

const leadsOut = (path: string): boolean =>
  path.startsWith('/') || /^[a-z]:/i.test(path) || path.split('/').includes('..');

/** In the order in which they lie in the file, each straight behind the one before. */
function readEntries(
  bytes: Uint8Array,
  listed: readonly Listed[],
  directoryOffset: number,
): readonly PackedEntry[] {
  const placed = [...listed].sort((a, b) => a.record.localOffset - b.record.localOffset);
  let expected = 0;
  const entries = placed.map((item, index) => {
    if (item.record.localOffset !== expected) throw contradiction(item.path, 'offset');
    expected = placed[index + 1]?.record.localOffset ?? directoryOffset;
    return readEntry(bytes, item, expected);
  });
  if (expected !== directoryOffset) throw contradiction('', 'bytes-between');
  return entries;
}

function readEntry(bytes: Uint8Array, item: Listed, next: number): PackedEntry {
  const { record, path } = item;
  const at = record.localOffset;
  if (at + LOCAL_SIZE > next || readMagic(bytes, at) !== LOCAL_MAGIC)
    throw contradiction(path, 'offset');
  const plain = readLocalHeader(bytes, at);
  const extraAt = at + LOCAL_SIZE + plain.nameLength;
  const dataAt = extraAt + plain.extraLength;
  const dataEnd = dataAt + record.packedSize;
  if (dataEnd > next) throw contradiction(path, 'packedSize');
  const nameBytes = bytes.subarray(at + LOCAL_SIZE, extraAt);
  if (!bytesEqual(nameBytes, item.nameBytes)) throw contradiction(pathOf(nameBytes).path, 'name');
  const extra = bytes.subarray(extraAt, dataAt);
  if ([extra, item.extra].some((field) => isNamedOtherwise(field, nameBytes)))
    throw contradiction(path, 'name');
  const local = withZip64Sizes(plain, extra);
  const streamed = isStreamed(plain) || isStreamed(record);
  const field = local === null ? 'zip64' : differingFact(local, record, streamed);
  if (field !== null) throw contradiction(path, field);
  if (!isDescriptor(bytes.subarray(dataEnd, next), record, streamed))
    throw contradiction(path, 'bytes-between');
  const faults = headerFaults({
    ...record,
    ...lengthsOf(plain),
    flags: plain.flags | record.flags,
  });
  return {
    path,
    isFolder: path.endsWith('/'),
    method: record.method,
    crc: record.crc,
    sizeBytes: record.size,
    packed: bytes.subarray(dataAt, dataEnd),
    signature: signatureOf(path, extra, item.extra),
    unreadable: unreadable(path, record, plain.flags),
    mended: [
      ...item.mended,
      ...(local === plain ? [] : ZIP64),
      ...(isSoundExtra(extra) ? [] : EXTRA),
      ...faults.map((f) => MENDS[f]),
    ],
  };
}

/** A version and the CRC-32 of the name in the header stand before the other name. */
const NAME_IN_EXTRA = 5;

function isNamedOtherwise(extra: Uint8Array, nameBytes: Uint8Array): boolean {
  const body = readExtraField(extra, UNICODE_PATH);
  return body !== null && !bytesEqual(body.subarray(NAME_IN_EXTRA), nameBytes);
}

const ZIP64: readonly Mended[] = ['zip64'];
const EXTRA: readonly Mended[] = ['extra-fields'];

/** What is mended by writing the header anew. */
const MENDS: Readonly<Record<HeaderFault, Mended>> = {
  method: 'compressed',
  descriptor: 'streamed',
  'long-full-name': 'folders',
  zip64: 'zip64',
  'sizes-differ': 'headers',
  encrypted: 'headers',
  flags: 'headers',
  version: 'headers',
  'long-extra': 'extra-fields',
};

const lengthsOf = ({ nameLength, extraLength }: { nameLength: number; extraLength: number }) => ({
  nameLength,
  extraLength,
});

type Told = Pick<CentralRecord, 'method' | 'crc' | 'size' | 'packedSize'>;

/** Of a stream nothing, or not all, is in the local header: what is not there is 0. */
function differingFact(local: Told, record: Told, streamed: boolean): ZipField | null {
  const same = (field: 'crc' | 'size' | 'packedSize'): boolean =>
    local[field] === record[field] || (streamed && local[field] === 0);
  if (local.method !== record.method) return 'method';
  return (['crc', 'packedSize', 'size'] as const).find((field) => !same(field)) ?? null;
}

/** What lies behind the data: nothing, or a descriptor that repeats what the directory has (APPNOTE 4.3.9). */
function isDescriptor(gap: Uint8Array, record: CentralRecord, streamed: boolean): boolean {
  if (gap.length === 0) return true;
  if (!streamed || ![12, 16, 20, 24].includes(gap.length)) return false;
  const hasMagic = gap.length % 8 === 0;
  if (hasMagic && readMagic(gap) !== DESCRIPTOR_MAGIC) return false;
  const view = new DataView(gap.buffer, gap.byteOffset, gap.byteLength);
  const at = hasMagic ? 4 : 0;
  const isWide = gap.length >= 20;
  const read = (place: number): number | null =>
    isWide ? readUint64(view, place) : view.getUint32(place, true);
  return (
    view.getUint32(at, true) === record.crc &&
    read(at + 4) === record.packedSize &&
    read(at + (isWide ? 12 : 8)) === record.size
  );
}

function unreadable(
  path: string,
  record: CentralRecord,
  localFlags: number,
): PackedEntry['unreadable'] {
  if (((record.flags | localFlags) & FLAG_ENCRYPTED) !== 0) return 'encryption';
  return path.endsWith('/') ? null : specialFile(record.externalAttributes);
}

/** Of either header; a packer may have left it out of one, but they may not differ, nor be read in two ways. */
function signatureOf(path: string, local: Uint8Array, central: Uint8Array): Uint8Array {
  const [ours, theirs] = [readSignatureField(local), readSignatureField(central)];
  const hasAny = ours.length > 0 || theirs.length > 0;
  if (hasAny && !(isSoundExtra(local) && isSoundExtra(central)))
    throw contradiction(path, 'signature');
  if (ours.length > 0 && theirs.length > 0 && !bytesEqual(ours, theirs))
    throw contradiction(path, 'signature');
  return ours.length > 0 ? ours : theirs;
}

function contradiction(file: string, field: ZipField): OtaError {
  return OtaError.from(new OtaError('bundle/contradiction', { file, field }));
}
