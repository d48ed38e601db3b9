import { bytesEqual } from '../primitives/bytes.ts';
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
