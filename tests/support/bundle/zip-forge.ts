import { crc32 } from '../../../src/ota-core/primitives/crc32.ts';
import { concatBytes } from '../../../src/ota-core/primitives/bytes.ts';

/** Fields of a header by their names in the APPNOTE; what is left out is what an honest packer writes. */
export interface ForgedFields {
  readonly version?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly time?: number;
  readonly date?: number;
  readonly crc?: number;
  readonly packedSize?: number;
  readonly size?: number;
  readonly name?: Uint8Array;
  readonly extra?: Uint8Array;
}

export interface ForgedCentral extends ForgedFields {
  readonly madeBy?: number;
  readonly disk?: number;
  readonly externalAttributes?: number;
  readonly offset?: number;
  readonly comment?: Uint8Array;
}

export interface ForgedEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly local?: ForgedFields;
  readonly central?: ForgedCentral;
  /** After the data: a descriptor, or a gap. */
  readonly after?: Uint8Array;
  /** Left out of the directory. */
  readonly hidden?: boolean;
}

export interface ForgedEnd {
  readonly disk?: number;
  readonly entries?: number;
  readonly diskEntries?: number;
  readonly directorySize?: number;
  readonly directoryOffset?: number;
  readonly comment?: Uint8Array;
  /** Between the directory and the end record. */
  readonly before?: Uint8Array;
  readonly after?: Uint8Array;
  /** Order of the central records, by index. */
  readonly order?: readonly number[];
}

const text = new TextEncoder();
const NONE = new Uint8Array(0);

export const utf8 = (value: string): Uint8Array => text.encode(value);

/** A zip in which every field can lie. With nothing forged it is an honest stored archive. */
export function forgeZip(entries: readonly ForgedEntry[], end: ForgedEnd = {}): Uint8Array {
  const bodies: Uint8Array[] = [];
  const records: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const body = concatBytes(local(entry), entry.bytes, entry.after ?? NONE);
    if (entry.hidden !== true) records.push(central(entry, offset));
    bodies.push(body);
    offset += body.length;
  }
  const ordered = end.order?.map((index) => records[index]!) ?? records;
  const directory = concatBytes(...ordered);
  const before = end.before ?? NONE;
  const comment = end.comment ?? NONE;
  const tail = record([
    [4, 0x06054b50],
    [2, end.disk ?? 0],
    [2, end.disk ?? 0],
    [2, end.diskEntries ?? records.length],
    [2, end.entries ?? records.length],
    [4, end.directorySize ?? directory.length],
    [4, end.directoryOffset ?? offset],
    [2, comment.length],
  ]);
  return concatBytes(...bodies, directory, before, tail, comment, end.after ?? NONE);
}

function local({ name, bytes, local: forged = {} }: ForgedEntry): Uint8Array {
  const nameBytes = forged.name ?? utf8(name);
  const extra = forged.extra ?? NONE;
  return concatBytes(
    record([
      [4, 0x04034b50],
      ...fields(bytes, forged, nameBytes),
      [2, nameBytes.length],
      [2, extra.length],
    ]),
    nameBytes,
    extra,
  );
}

function central(entry: ForgedEntry, offset: number): Uint8Array {
  const { name, bytes, central: forged = {} } = entry;
  const all = { ...entry.local, ...forged };
  const nameBytes = forged.name ?? entry.local?.name ?? utf8(name);
  const extra = all.extra ?? NONE;
  const comment = forged.comment ?? NONE;
  return concatBytes(
    record([
      [4, 0x02014b50],
      [2, forged.madeBy ?? (isAscii(nameBytes) ? 20 : 0x0314)],
      ...fields(bytes, all, nameBytes),
      [2, nameBytes.length],
      [2, extra.length],
      [2, comment.length],
      [2, forged.disk ?? 0],
      [2, 0],
      [4, forged.externalAttributes ?? 0],
      [4, forged.offset ?? offset],
    ]),
    nameBytes,
    extra,
    comment,
  );
}

const isAscii = (name: Uint8Array): boolean => name.every((byte) => byte < 0x80);

function fields(
  bytes: Uint8Array,
  forged: ForgedFields,
  name: Uint8Array,
): readonly (readonly [2 | 4, number])[] {
  return [
    [2, forged.version ?? 20],
    [2, forged.flags ?? (isAscii(name) ? 0 : 0x800)],
    [2, forged.method ?? 0],
    [2, forged.time ?? 0],
    [2, forged.date ?? 0],
    [4, forged.crc ?? crc32(bytes)],
    [4, forged.packedSize ?? bytes.length],
    [4, forged.size ?? bytes.length],
  ];
}

function record(parts: readonly (readonly [2 | 4, number])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(parts.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of parts) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}
