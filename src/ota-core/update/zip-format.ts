/**
 * The three records of a zip archive (PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.16), read from
 * bytes, and how those of one archive have to agree. All numbers are little-endian.
 *
 *   local header · name · extra · data   …   central record · name · extra · comment   …   end record
 */
import { bytesEqual } from '../primitives/bytes.ts';
import { decodeUtf8 } from '../primitives/utf8.ts';

export const LOCAL_MAGIC = 0x04034b50;
export const CENTRAL_MAGIC = 0x02014b50;
export const END_MAGIC = 0x06054b50;

/** Bytes of the fixed part of each record, magic included. */
export const LOCAL_SIZE = 30;
export const CENTRAL_SIZE = 46;
export const END_SIZE = 22;
export const MAGIC_SIZE = 4;

/** General purpose flags, APPNOTE 4.4.4. */
export const FLAG_ENCRYPTED = 0x0001;
export const FLAG_DESCRIPTOR = 0x0008;
export const FLAG_UTF8 = 0x0800;
/** Bits 1 and 2 tune a compressor and mean nothing here; bit 11 says the name is UTF-8. */
export const FLAGS_HARMLESS = 0x0806;

/** "Version needed" 2.0: stored or deflated files and folders. More means features that nobody here has (APPNOTE 4.4.3.2). */
export const MAX_VERSION = 20;

export const METHOD_STORED = 0;
/** A size or offset of all ones stands in a zip64 field (APPNOTE 4.5.3). */
export const ZIP64_MARK = 0xffffffff;

/** What a local header and its central record both say. */
export interface EntryFields {
  readonly version: number;
  readonly flags: number;
  readonly method: number;
  readonly time: number;
  readonly date: number;
  /** CRC-32 of the uncompressed data. */
  readonly crc: number;
  /** Bytes in the archive. */
  readonly packedSize: number;
  /** Bytes once unpacked. */
  readonly size: number;
}

/** A local header without its magic's check; name and extra field follow it. */
export interface LocalHeader extends EntryFields {
  readonly nameLength: number;
  readonly extraLength: number;
}

export interface CentralRecord extends LocalHeader {
  readonly madeBy: number;
  readonly commentLength: number;
  readonly disk: number;
  readonly internalAttributes: number;
  readonly externalAttributes: number;
  /** Of the local header, from the start of the archive. */
  readonly localOffset: number;
}

export interface EndRecord {
  readonly disk: number;
  readonly directoryDisk: number;
  readonly diskEntries: number;
  readonly entries: number;
  /** Bytes of the central directory. */
  readonly directorySize: number;
  readonly directoryOffset: number;
  readonly commentLength: number;
}

/** Reads the magic number at `at`; 0 where the bytes end before. */
export function readMagic(bytes: Uint8Array, at = 0): number {
  return at + MAGIC_SIZE <= bytes.length ? viewOf(bytes).getUint32(at, true) : 0;
}

/** Reads LOCAL_SIZE bytes from `at` on; the caller has checked that they are there. */
export function readLocalHeader(bytes: Uint8Array, at = 0): LocalHeader {
  const view = viewOf(bytes);
  return {
    ...readFields(view, at + 4),
    nameLength: view.getUint16(at + 26, true),
    extraLength: view.getUint16(at + 28, true),
  };
}

/** Reads CENTRAL_SIZE bytes from `at` on; the caller has checked that they are there. */
export function readCentralRecord(bytes: Uint8Array, at = 0): CentralRecord {
  const view = viewOf(bytes);
  return {
    madeBy: view.getUint16(at + 4, true),
    ...readFields(view, at + 6),
    nameLength: view.getUint16(at + 28, true),
    extraLength: view.getUint16(at + 30, true),
    commentLength: view.getUint16(at + 32, true),
    disk: view.getUint16(at + 34, true),
    internalAttributes: view.getUint16(at + 36, true),
    externalAttributes: view.getUint32(at + 38, true),
    localOffset: view.getUint32(at + 42, true),
  };
}

/** Reads END_SIZE bytes from `at` on; the caller has checked that they are there. */
export function readEndRecord(bytes: Uint8Array, at = 0): EndRecord {
  const view = viewOf(bytes);
  return {
    disk: view.getUint16(at + 4, true),
    directoryDisk: view.getUint16(at + 6, true),
    diskEntries: view.getUint16(at + 8, true),
    entries: view.getUint16(at + 10, true),
    directorySize: view.getUint32(at + 12, true),
    directoryOffset: view.getUint32(at + 16, true),
    commentLength: view.getUint16(at + 20, true),
  };
}

/** The first field in which two stories about one entry differ, null where they agree. */
export function differingField(a: EntryFields, b: EntryFields): keyof EntryFields | null {
  return COMPARED.find((field) => a[field] !== b[field]) ?? null;
}

const COMPARED = [
  'method',
  'flags',
  'crc',
  'packedSize',
  'size',
  'version',
  'time',
  'date',
] as const;

function readFields(view: DataView, at: number): EntryFields {
  return {
    version: view.getUint16(at, true),
    flags: view.getUint16(at + 2, true),
    method: view.getUint16(at + 4, true),
    time: view.getUint16(at + 6, true),
    date: view.getUint16(at + 8, true),
    crc: view.getUint32(at + 10, true),
    packedSize: view.getUint32(at + 14, true),
    size: view.getUint32(at + 18, true),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** proof.md#bounds; it also bounds what is remembered of the local headers. */
export const MAX_ENTRIES = 64;

interface SeenEntry {
  readonly header: LocalHeader;
  readonly nameBytes: Uint8Array;
  readonly name: string;
  readonly localOffset: number;
}

/** Remembers the local headers of a stream and holds the central directory and the end record to them. */
export interface ZipDirectory {
  /** Local headers so far. */
  readonly count: number;
  /** Bytes of the names it remembers. */
  readonly heldBytes: number;
  /** A central record was seen: no more entries may come. */
  readonly isOpen: boolean;
  /** Copies `nameBytes`. False where a name repeats or there are too many. */
  addLocal(
    header: LocalHeader,
    place: {
      readonly nameBytes: Uint8Array;
      readonly name: string;
      readonly localOffset: number;
    },
  ): boolean;
  /** Central records come in the order of the local headers, each telling the same story. */
  agreesWith(
    record: CentralRecord,
    place: { readonly nameBytes: Uint8Array; readonly recordOffset: number },
  ): boolean;
  endsWith(end: EndRecord, endOffset: number): boolean;
}

export function createZipDirectory(): ZipDirectory {
  const seen: SeenEntry[] = [];
  let matched = 0;
  let directoryOffset: number | null = null;
  return {
    get count() {
      return seen.length;
    },
    get heldBytes() {
      return seen.reduce((sum, { nameBytes }) => sum + nameBytes.byteLength, 0);
    },
    get isOpen() {
      return directoryOffset !== null;
    },
    addLocal(header, { nameBytes, name, localOffset }) {
      if (seen.length === MAX_ENTRIES || seen.some((entry) => entry.name === name)) return false;
      seen.push({ header, nameBytes: nameBytes.slice(), name, localOffset }); // the buffer is used again
      return true;
    },
    agreesWith(record, { nameBytes, recordOffset }) {
      directoryOffset ??= recordOffset;
      const entry = seen[matched];
      matched += 1;
      return (
        entry !== undefined &&
        record.localOffset === entry.localOffset &&
        differingField(record, entry.header) === null &&
        bytesEqual(nameBytes, entry.nameBytes) &&
        record.disk === 0 &&
        record.commentLength === 0
      );
    },
    endsWith(end, endOffset) {
      return (
        matched === seen.length &&
        end.entries === seen.length &&
        end.diskEntries === seen.length &&
        end.disk === 0 &&
        end.directoryDisk === 0 &&
        end.directoryOffset === directoryOffset &&
        end.directorySize === endOffset - end.directoryOffset &&
        end.commentLength === 0
      );
    },
  };
}

/** Bytes of a name after stripping, without the NUL of the stock core's buffer of 50 (OC18 mgos_updater_hal.h). */
export const MAX_NAME_BYTES = 49;

export type EntryName =
  | {
      readonly kind: 'ok';
      /** As in the archive. */
      readonly full: string;
      /** After the first directory level: what a part's `src` is compared with. */
      readonly name: string;
    }
  /** The entry is a directory: its name ends in a slash. */
  | { readonly kind: 'directory'; readonly full: string }
  /** Outside the archive's folder, or not a name on every system. `full` is fit for showing. */
  | { readonly kind: 'unsafe'; readonly full: string }
  | { readonly kind: 'too-long'; readonly full: string; readonly nameBytes: number };

/**
 * Judges the name of an entry. Devices strip up to the first slash and no more (bundle.md#archive), so
 * the whole name is judged as well as what is left of it.
 */
export function readEntryName(bytes: Uint8Array): EntryName {
  const full = decodeUtf8(bytes);
  if (full === null) return { kind: 'unsafe', full: printable(latin1(bytes)) };
  const isDirectory = full.length > 1 && full.endsWith('/');
  if (!isSafePath(isDirectory ? full.slice(0, -1) : full))
    return { kind: 'unsafe', full: printable(full) };
  if (isDirectory) return { kind: 'directory', full };
  const slash = bytes.indexOf(0x2f);
  const nameBytes = bytes.length - slash - 1;
  if (nameBytes > MAX_NAME_BYTES) return { kind: 'too-long', full, nameBytes };
  return { kind: 'ok', full, name: full.slice(full.indexOf('/') + 1) };
}

/**
 * Control characters, marks that change the direction of the text around them (the name shown is not
 * the name meant), and what file systems read as something else.
 */
const FORBIDDEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\\:*?"<>|]/u;

function isSafePath(path: string): boolean {
  return !FORBIDDEN.test(path) && path.split('/').every(isSafeSegment);
}

/** Empty segments are absolute or doubled slashes; a trailing dot or space vanishes on some systems. */
function isSafeSegment(segment: string): boolean {
  return segment !== '' && !segment.endsWith('.') && !segment.endsWith(' ');
}

function printable(text: string): string {
  return text.replace(new RegExp(FORBIDDEN.source, 'gu'), (char) =>
    '\\:*?"<>|'.includes(char) ? char : '\ufffd',
  );
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
