import type { DigestPort } from '../ota-core/primitives/digest.ts';
import { concatBytes, toHex } from '../ota-core/primitives/bytes.ts';
import { crc32 } from '../ota-core/primitives/crc32.ts';
import { nobleDigests } from '../ota-core/primitives/digest.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { MANIFEST_NAME } from '../ota-core/update/manifest.ts';
import {
  CENTRAL_MAGIC,
  CENTRAL_SIZE,
  END_MAGIC,
  END_SIZE,
  LOCAL_MAGIC,
  LOCAL_SIZE,
  METHOD_STORED,
} from '../ota-core/update/zip-format.ts';

export interface PartSource {
  /** Key in `parts`: app, fs … */
  readonly name: string;
  readonly type?: string;
  /** Entry name. */
  readonly src: string;
  readonly bytes: Uint8Array;
  readonly addr?: number;
  /** Further properties, written after the digests in this order: ptn, fs_size, update … */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

export interface BundleSource {
  readonly name: string;
  readonly platform: string;
  readonly description?: string;
  readonly version: string;
  readonly buildId: string;
  readonly buildTimestamp?: string;
  readonly parts: readonly PartSource[];
}

/**
 * A firmware bundle as `mos create-fw-bundle` lays it out (bundle.md#archive): stored, manifest first, no
 * prefix, no descriptors, date and time 0. The same source gives the same bytes, owned by the caller.
 */
export function makeBundle(source: BundleSource, digests: DigestPort = nobleDigests): Uint8Array {
  const manifest = encodeUtf8(JSON.stringify(manifestOf(source, digests), null, 1));
  return storeZip([
    { name: MANIFEST_NAME, bytes: manifest },
    ...source.parts.map(({ src, bytes }) => ({ name: src, bytes })),
  ]);
}

function manifestOf(source: BundleSource, digests: DigestPort): object {
  const { name, platform, description, version, buildId, buildTimestamp, parts } = source;
  return {
    name,
    platform,
    ...(description === undefined ? {} : { description }),
    version,
    build_id: buildId,
    ...(buildTimestamp === undefined ? {} : { build_timestamp: buildTimestamp }),
    parts: Object.fromEntries(parts.map((part) => [part.name, partOf(part, digests)])),
  };
}

function partOf({ type, src, addr, bytes, attributes }: PartSource, digests: DigestPort): object {
  return {
    ...(type === undefined ? {} : { type }),
    src,
    ...(addr === undefined ? {} : { addr }),
    size: bytes.length,
    cs_sha1: digestOf(bytes, 'sha1', digests),
    cs_sha256: digestOf(bytes, 'sha256', digests),
    ...attributes,
  };
}

function digestOf(bytes: Uint8Array, algorithm: 'sha1' | 'sha256', digests: DigestPort): string {
  const digest = digests.create(algorithm);
  digest.update(bytes);
  return toHex(digest.digest());
}

interface StoredEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Go's archive/zip, whose fork the official packer uses, writes version 2.0 and leaves the rest 0. */
const VERSION = 20;

function storeZip(entries: readonly StoredEntry[]): Uint8Array {
  const locals: Uint8Array[] = [];
  const centrals: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const nameBytes = encodeUtf8(name);
    const fields = { crc: crc32(bytes), size: bytes.length, nameLength: nameBytes.length };
    locals.push(localHeader(fields), nameBytes, bytes);
    centrals.push(centralRecord({ ...fields, offset }), nameBytes);
    offset += LOCAL_SIZE + nameBytes.length + bytes.length;
  }
  const directory = concatBytes(...centrals);
  const end = endRecord(entries.length, directory.length, offset);
  return concatBytes(...locals, directory, end);
}

interface Fields {
  readonly crc: number;
  readonly size: number;
  readonly nameLength: number;
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
  view.setUint16(4, VERSION, true);
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
function setFields(view: DataView, at: number, { crc, size, nameLength }: Fields): void {
  view.setUint16(at, VERSION, true);
  view.setUint16(at + 4, METHOD_STORED, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, nameLength, true);
}
