/** The two blocks that hold one log of metadata between them: while one is rewritten the other is whole. */
export type BlockPair = readonly [number, number];

const NULL_BLOCK = 0xffff_ffff;
export const FIRST_PAIR: BlockPair = [0, 1];
export const NULL_PAIR: BlockPair = [NULL_BLOCK, NULL_BLOCK];

/** The order of the two means nothing. */
export const samePair = (a: BlockPair, b: BlockPair): boolean =>
  (a[0] === b[0] && a[1] === b[1]) || (a[0] === b[1] && a[1] === b[0]);

/** True for the same pair too. */
export const shareBlock = (a: BlockPair, b: BlockPair): boolean =>
  a.includes(b[0]) || a.includes(b[1]);

export const isNullPair = (pair: BlockPair): boolean => pair.includes(NULL_BLOCK);

/** Two little-endian words; the bytes must be there. */
export function readPair(bytes: Uint8Array, at: number): BlockPair {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 8);
  return [view.getUint32(0, true), view.getUint32(4, true)];
}

export function encodePair(pair: BlockPair): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, pair[0], true);
  view.setUint32(4, pair[1], true);
  return bytes;
}
