import { concatBytes } from '../ota-core/primitives/bytes.ts';
import { crc32 } from '../ota-core/primitives/crc32.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import {
  CENTRAL_MAGIC,
  CENTRAL_SIZE,
  END_MAGIC,
  END_SIZE,
  FLAG_UTF8,
  LOCAL_MAGIC,
  LOCAL_SIZE,
  METHOD_STORED,
} from '../ota-core/update/zip-format.ts';

export interface EntryToStore {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Extra field, the same in both headers; none where it is left out. */
  readonly extra?: Uint8Array;
}

/** Go's archive/zip, whose fork the official packer uses, writes version 2.0 and leaves the rest 0. */
const VERSION = 20;
/** Upper byte of "made by" (APPNOTE 4.4.2). */
const UNIX = 0x0300;

const NONE = new Uint8Array(0);

/** A zip as the official packer lays it out: stored, sizes in front, date and time 0. The result is the caller's. */
export function storeZip(entries: readonly EntryToStore[]): Uint8Array {
  const locals: Uint8Array[] = [];
  const centrals: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes, extra = NONE } of entries) {
    const nameBytes = encodeUtf8(name);
    const fields = {
      flags: nameBytes.some((byte) => byte > 0x7f) ? FLAG_UTF8 : 0,
      crc: crc32(bytes),
      size: bytes.length,
      nameLength: nameBytes.length,
      extraLength: extra.length,
    };
    locals.push(localHeader(fields), nameBytes, extra, bytes);
    centrals.push(centralRecord({ ...fields, offset }), nameBytes, extra);
    offset += LOCAL_SIZE + nameBytes.length + extra.length + bytes.length;
  }
  const directory = concatBytes(...centrals);
  const end = endRecord(entries.length, directory.length, offset);
  return concatBytes(...locals, directory, end);
}

interface Fields {
  readonly flags: number;
  readonly crc: number;
  readonly size: number;
  readonly nameLength: number;
  readonly extraLength: number;
}

/** Offsets: APPNOTE 4.3.7. */
function localHeader(fields: Fields): Uint8Array {
  const view = new DataView(new ArrayBuffer(LOCAL_SIZE));
  view.setUint32(0, LOCAL_MAGIC, true);
  setFields(view, 4, fields);
  return new Uint8Array(view.buffer);
}

/** Offsets: APPNOTE 4.3.12. */
function centralRecord(fields: Fields & { readonly offset: number }): Uint8Array {
  const view = new DataView(new ArrayBuffer(CENTRAL_SIZE));
  view.setUint32(0, CENTRAL_MAGIC, true);
  // As from Unix: for a DOS computer Info-ZIP would turn the letters of the name into others.
  view.setUint16(4, fields.flags === 0 ? VERSION : UNIX | VERSION, true);
  setFields(view, 6, fields);
  view.setUint32(42, fields.offset, true);
  return new Uint8Array(view.buffer);
}

/** Offsets: APPNOTE 4.3.16. */
function endRecord(entries: number, directorySize: number, directoryOffset: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(END_SIZE));
  view.setUint32(0, END_MAGIC, true);
  view.setUint16(8, entries, true);
  view.setUint16(10, entries, true);
  view.setUint32(12, directorySize, true);
  view.setUint32(16, directoryOffset, true);
  return new Uint8Array(view.buffer);
}

/** The run of fields that both headers share, from the version on. */
function setFields(view: DataView, at: number, fields: Fields): void {
  const { flags, crc, size, nameLength, extraLength } = fields;
  view.setUint16(at, VERSION, true);
  view.setUint16(at + 2, flags, true);
  view.setUint16(at + 4, METHOD_STORED, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, nameLength, true);
  view.setUint16(at + 24, extraLength, true);
}
