/**
 * One metadata block by the specification: commits, and looking an entry up backwards as a device does. Shares
 * no code with src, see spec-checker.ts.
 */
export const BLOCK = 4096;
export const PROGRAM = 64;
export const NONE = 0xffffffff;

export interface Commit {
  /** Offset of its CRC tag. */
  readonly crcAt: number;
  readonly end: number;
}

export interface Located {
  readonly tag: number;
  /** Offset of its data. */
  readonly at: number;
}

export interface Mdir {
  readonly pair: readonly [number, number];
  readonly revision: number;
  /** In the order of the block, CRC tags left out. */
  readonly tags: readonly Located[];
  readonly count: number;
  readonly commits: readonly Commit[];
  readonly block: Uint8Array;
  readonly tail: readonly [number, number] | null;
  readonly isHard: boolean;
}

export const type3 = (tag: number): number => (tag >>> 20) & 0x7ff;
export const type1 = (tag: number): number => (tag >>> 20) & 0x700;
export const idOf = (tag: number): number => (tag >>> 10) & 0x3ff;
export const sizeOf = (tag: number): number => tag & 0x3ff;
const dataSize = (tag: number): number => (sizeOf(tag) === 0x3ff ? 0 : sizeOf(tag));

const CRC_OF_BYTE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32, polynomial 0x04c11db7 bit-reversed, initial value all ones, no final inversion. */
export function specCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_OF_BYTE[(crc ^ byte) & 0xff] ?? 0);
  return crc >>> 0;
}

/** Commits as far as their CRCs hold. */
export function parseMdir(pair: readonly [number, number], block: Uint8Array): Mdir {
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  const tags: Located[] = [];
  const commits: Commit[] = [];
  let pending: Located[] = [];
  let [at, previous, start] = [4, NONE, 0];
  while (at + 4 <= BLOCK) {
    const tag = (view.getUint32(at) ^ previous) >>> 0;
    const end = at + 4 + dataSize(tag);
    if (tag >>> 31 === 1 || end > BLOCK) break;
    previous = tag;
    if (type1(tag) === 0x500 && type3(tag) !== 0x5ff) {
      if (dataSize(tag) < 4) break;
      if (specCrc(block.subarray(start, at + 4)) !== view.getUint32(at + 4, true)) break;
      tags.push(...pending);
      commits.push({ crcAt: at, end });
      pending = [];
      start = end;
      if (type3(tag) & 1) previous = (previous ^ 0x80000000) >>> 0;
    } else pending.push({ tag, at: at + 4 });
    at = end;
  }
  return {
    pair,
    revision: view.getUint32(0, true),
    tags,
    commits,
    block,
    ...summary(tags, view),
  };
}

export const wordAt = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at, true);

/** Entries and tail, as lfs_dir_fetchmatch counts them. */
function summary(
  tags: readonly Located[],
  view: DataView,
): Pick<Mdir, 'count' | 'tail' | 'isHard'> {
  let count = 0;
  let tail: readonly [number, number] | null = null;
  let isHard = false;
  for (const { tag, at } of tags) {
    if (type1(tag) === 0) count = Math.max(count, idOf(tag) + 1);
    if (type3(tag) === 0x401) count += 1;
    if (type3(tag) === 0x4ff) count -= 1;
    if (type1(tag) === 0x600) {
      const pair = [view.getUint32(at, true), view.getUint32(at + 4, true)] as const;
      tail = pair.includes(NONE) ? null : pair;
      isHard = type3(tag) === 0x601;
    }
  }
  return { count, tail, isHard };
}

/** Backwards through the log: the id wanted is moved back over every create and delete (lfs_dir_getslice). */
export function lookUp(dir: Mdir, id: number, fits: (tag: number) => boolean): Located | null {
  let wanted = id;
  for (const found of dir.tags.toReversed()) {
    const { tag } = found;
    if (type3(tag) === 0x401 && idOf(tag) === wanted) return null;
    if (type3(tag) === 0x401 && idOf(tag) < wanted) wanted -= 1;
    else if (type3(tag) === 0x4ff && idOf(tag) <= wanted) wanted += 1;
    else if (idOf(tag) === wanted && fits(tag)) return sizeOf(tag) === 0x3ff ? null : found;
  }
  return null;
}
