import { concatBytes } from '../ota-core/primitives/bytes.ts';
import { encodeBase64 } from '../ota-core/primitives/base64.ts';
import { decodeUtf8, encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import {
  readExtraBlocks,
  readSignatureField,
  SIGNATURE_ID,
} from '../ota-core/update/extra-field.ts';
import { parseStrictJson } from '../ota-core/update/strict-json.ts';
import { CENTRAL_SIZE } from '../ota-core/update/zip-format.ts';
import { manifestHeader } from './local-headers.ts';
import { findEndRecord, readDirectory, type ListedEntry } from './central-directory.ts';

/** By slot, 0 to 7: signatures in DER of the stored bytes of manifest.json. */
export type NewSignatures = ReadonlyMap<number, Uint8Array>;

/**
 * The same bundle with these signatures, as the official packer writes them, in place of those it has in the same slots.
 * All else stays as it is, byte for byte, but what says where things lie. `bundle`: a checked one; the result is the
 * caller's.
 */
export function withSignatures(bundle: Uint8Array, signatures: NewSignatures): Uint8Array {
  const place = findEndRecord(bundle, '');
  const listed = readDirectory(bundle, place, '');
  const { extraAt, extra: old, dataAt } = manifestHeader(bundle);
  const body = fieldBody(readSignatureField(old), signatures);
  const extra = withBlock(old, body);
  const moved = extra.length - old.length;
  const head = bundle.slice(0, extraAt);
  viewOf(head).setUint16(LOCAL.extraLength, extra.length, true);
  let recordAt = place.end.directoryOffset;
  const records = listed.map((entry, at) => {
    const raw = bundle.subarray(recordAt, recordAt + recordSize(entry));
    recordAt += raw.length;
    return centralRecord(raw, entry, { body: at === 0 ? body : null, moved });
  });
  const directory = concatBytes(...records);
  const end = bundle.slice(place.endOffset);
  viewOf(end).setUint32(END.directorySize, directory.length, true);
  viewOf(end).setUint32(END.directoryOffset, place.end.directoryOffset + moved, true);
  const data = bundle.subarray(dataAt, place.end.directoryOffset);
  return concatBytes(head, extra, data, directory, end);
}

/** Offsets in a local header (APPNOTE 4.3.7), a central record (4.3.12) and the end record (4.3.16). */
const LOCAL = { extraLength: 28 } as const;
const CENTRAL = { extraLength: 30, localOffset: 42 } as const;
const END = { directorySize: 12, directoryOffset: 16 } as const;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const recordSize = ({ record }: ListedEntry): number =>
  CENTRAL_SIZE + record.nameLength + record.extraLength + record.commentLength;

/** `body`: of the signature field of the manifest's record, which is the first one. */
function centralRecord(
  raw: Uint8Array,
  { record, extra: old }: ListedEntry,
  { body, moved }: { readonly body: Uint8Array | null; readonly moved: number },
): Uint8Array {
  const extra = body === null ? old : withBlock(old, body);
  const behind = raw.length - record.commentLength;
  const head = raw.slice(0, behind - old.length);
  viewOf(head).setUint16(CENTRAL.extraLength, extra.length, true);
  const offset = record.localOffset === 0 ? 0 : record.localOffset + moved;
  viewOf(head).setUint32(CENTRAL.localOffset, offset, true);
  return concatBytes(head, extra, raw.subarray(behind));
}

/** Compact JSON: signatures by their slots, then what the packer put beside them (`--extra-attr`). */
function fieldBody(old: Uint8Array, added: NewSignatures): Uint8Array {
  const before = parseStrictJson(decodeUtf8(old) ?? '');
  const known =
    before.ok && before.value instanceof Map ? before.value : new Map<string, unknown>();
  const all = new Map<string, unknown>(known);
  for (const [slot, der] of added) all.set(`sig${slot}`, encodeBase64(der));
  const isSignature = ([name]: readonly [string, unknown]): boolean => /^sig[0-7]$/.test(name);
  const entries = [...all];
  const signatures = entries.filter(isSignature).sort(([a], [b]) => (a < b ? -1 : 1));
  const others = entries.filter((entry) => !isSignature(entry));
  return encodeUtf8(textOf(new Map([...signatures, ...others])));
}

/** JSON of what the strict reader gives: objects are maps there. */
function textOf(value: unknown): string {
  if (value instanceof Map)
    return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}:${textOf(item)}`).join(',')}}`;
  return Array.isArray(value) ? `[${value.map(textOf).join(',')}]` : JSON.stringify(value);
}

/** An extra field whose signature block has this body: where the old one was, else at the end. */
function withBlock(extra: Uint8Array, body: Uint8Array): Uint8Array {
  const head = new DataView(new ArrayBuffer(4));
  head.setUint16(0, SIGNATURE_ID, true);
  head.setUint16(2, body.length, true);
  const block = concatBytes(new Uint8Array(head.buffer), body);
  const pieces: Uint8Array[] = [];
  let at = 0;
  let isPlaced = false;
  for (const { id, body: old } of readExtraBlocks(extra)) {
    const end = at + 4 + old.length;
    pieces.push(id === SIGNATURE_ID ? block : extra.subarray(at, end));
    isPlaced ||= id === SIGNATURE_ID;
    at = end;
  }
  return concatBytes(...pieces, extra.subarray(at), ...(isPlaced ? [] : [block]));
}
