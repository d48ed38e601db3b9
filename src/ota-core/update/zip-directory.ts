import { bytesEqual } from '../primitives/bytes.ts';
import { decodeUtf8 } from '../primitives/utf8.ts';
import {
  differingField,
  type CentralRecord,
  type EndRecord,
  type LocalHeader,
} from './zip-format.ts';

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
  if (full.length > 1 && full.endsWith('/') && isSafePath(full.slice(0, -1)))
    return { kind: 'directory', full };
  if (!isSafePath(full)) return { kind: 'unsafe', full: printable(full) };
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
