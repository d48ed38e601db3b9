/** Intel HEX as `mos create-fw-bundle` reads it for a part: common/fwbundle/fw_part_hex.go (mos b44964e). */
import { OtaError } from '../../contracts/failure.ts';

export interface HexSegment {
  readonly addr: number;
  /** Owned by the caller. */
  readonly bytes: Uint8Array;
}

/** A shorter gap is filled, a longer one begins a segment: cli/create_fw_bundle/create_fw_bundle.go (mos b44964e). */
const LEAST_GAP = 512;
const FILL = 0xff;

const DATA = 0;
const END = 1;
const SEGMENT_BASE = 2;
const LINEAR_BASE = 4;
/** Where the program starts, which no manifest tells. */
const STARTS = [3, 5];

/**
 * Its segments, in their order. Throws use/bad-option of `part` with the file and its line for what that packer refuses, and for
 * what it would give another address than the records do.
 * QUIRK(fw_part_hex.go): it leaves out the offset of the first record, and a segment that begins at an offset becomes the base of
 * the offsets that follow.
 */
export function parseIntelHex(
  text: string,
  { file, part }: { readonly file: string; readonly part: string },
): readonly HexSegment[] {
  const image = new HexImage();
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const record = recordOf(line);
    if (record?.type === END) return image.segments();
    if (record === null || !image.take(record))
      throw new OtaError('use/bad-option', { option: part, detail: `${file}:${index + 1}` });
  }
  throw new OtaError('use/bad-option', { option: part, detail: file });
}

/** What the records so far say, and what that packer makes of them. */
class HexImage {
  readonly #segments: { readonly addr: number; readonly data: number[] }[] = [];
  #base = 0;
  /** As that packer keeps them: the base, and the address behind the last byte. */
  #itsBase = 0;
  #itsEnd = 0;

  /** False: it is not to be taken. */
  take({ type, offset, data }: HexRecord): boolean {
    if (type === DATA) return this.#add(offset, data);
    if (type === SEGMENT_BASE) this.#base = this.#itsBase = numberIn(data) * 0x10;
    else if (type === LINEAR_BASE) this.#base = this.#itsBase = numberIn(data) * 0x1_0000;
    else return STARTS.includes(type);
    return true;
  }

  segments(): readonly HexSegment[] {
    return this.#segments.map(({ addr, data }) => ({ addr, bytes: Uint8Array.from(data) }));
  }

  #add(offset: number, data: Uint8Array): boolean {
    const itsAddr = (this.#itsBase + offset) >>> 0;
    const gap = (itsAddr - this.#itsEnd) >>> 0; // a way back is a long one
    let segment = this.#segments.at(-1);
    if (segment !== undefined && gap < LEAST_GAP) {
      segment.data.push(...new Uint8Array(gap).fill(FILL));
    } else {
      if (segment !== undefined) this.#itsBase = itsAddr;
      segment = { addr: this.#itsBase, data: [] };
      this.#segments.push(segment);
    }
    this.#itsEnd = (this.#itsBase + offset + data.length) >>> 0;
    const isInPlace = segment.addr + segment.data.length === this.#base + offset;
    segment.data.push(...data);
    return isInPlace;
  }
}

interface HexRecord {
  readonly type: number;
  readonly offset: number;
  readonly data: Uint8Array;
}

const RECORD = /^:(?:[0-9a-f]{2}){5,}$/i;
/** By the type of the record; of data any. */
const LENGTHS: Readonly<Partial<Record<number, number>>> = { 2: 2, 3: 4, 4: 2, 5: 4 };

/** null: it is none, or its checksum is wrong. */
function recordOf(line: string): HexRecord | null {
  if (!RECORD.test(line)) return null;
  const bytes = Uint8Array.from(line.slice(1).match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const [length = 0, high = 0, low = 0, type = 0] = bytes;
  const isWhole = bytes.length === 4 + length + 1 && (LENGTHS[type] ?? length) === length;
  const sum = bytes.reduce((all, byte) => all + byte, 0);
  if (!isWhole || sum % 0x100 !== 0) return null;
  return { type, offset: high * 0x100 + low, data: bytes.subarray(4, 4 + length) };
}

/** Big-endian. */
const numberIn = (data: Uint8Array): number => data.reduce((all, byte) => all * 0x100 + byte, 0);
