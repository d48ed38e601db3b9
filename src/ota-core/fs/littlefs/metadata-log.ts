/**
 * One block of a metadata pair, byte by byte (littlefs SPEC.md, metadata pairs): a revision count, then
 * commits. Each commit ends with a CRC over all since the one before; what follows the last whole commit
 * is what a cut supply left, or ones.
 *
 *   revision | tag data tag data … crc-tag crc padding | tag data … crc-tag crc padding | ones
 *
 * Tags are big-endian, each XORed with the one before; everything else is little-endian.
 */
import { isErased } from '../../flash/flash-areas.ts';
import { crc32 } from '../../primitives/crc32.ts';
import { FilesystemError } from '../filesystem.ts';
import { shareBlock, type BlockPair } from './blocks.ts';
import type { Blocks } from './blocks.ts';
import {
  applyTags,
  EMPTY_CONTENT,
  type PairContent,
  decodeTag,
  encodeTag,
  endsCommit,
  FIRST_TAG,
  NO_ID,
  TAG,
  type Tag,
} from './pair-content.ts';

export interface MetadataLog {
  readonly revision: number;
  readonly content: PairContent;
  /** Where the next commit would begin. */
  readonly end: number;
  /** What its first tag is XORed with. */
  readonly endTag: number;
  /** CRCs of all commits taken together: a number that differs from state to state. */
  readonly seed: number;
}

const WORD = 4;
const CRC_BYTES = 2 * WORD;

/** LittleFS ends its CRC without the inversion that others have. */
const checksum = (bytes: Uint8Array): number => ~crc32(bytes) >>> 0;

/** null where no commit is whole. The content keeps views of `block`. Throws FilesystemError where a whole commit makes no sense. */
function readMetadataLog(block: Uint8Array): MetadataLog | null {
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  let log: MetadataLog | null = null;
  let pending: Tag[] = [];
  let commitStart = 0;
  let previous = FIRST_TAG;
  for (let at = WORD; at + WORD <= block.length;) {
    const raw = (view.getUint32(at, false) ^ previous) >>> 0;
    const head = decodeTag(raw);
    const end = at + WORD + (head?.length ?? 0);
    if (head === null || end > block.length) break;
    const { type, id, length } = head;
    previous = raw;
    if (endsCommit(type)) {
      if (length === null || length < WORD) break;
      const crc = checksum(block.subarray(commitStart, at + WORD));
      if (crc !== view.getUint32(at + WORD, true)) break;
      previous = (raw ^ ((type & 1) << 31)) >>> 0;
      const before: PairContent = log?.content ?? EMPTY_CONTENT;
      const seed: number = (log?.seed ?? 0) ^ crc;
      const content = applyTags(before, pending);
      log = { revision: view.getUint32(0, true), content, end, endTag: previous, seed: seed >>> 0 };
      pending = [];
      commitStart = end;
    } else
      pending.push({ type, id, data: length === null ? null : block.subarray(at + WORD, end) });
    at = end;
  }
  return log;
}

export interface CommitPlace {
  readonly at: number;
  /** What the first tag is XORed with. */
  readonly previous: number;
  /** Written first where the commit is the first of its block. */
  readonly revision: number | null;
  readonly blockSize: number;
  /** The commit is padded to whole units with ones. */
  readonly unit: number;
}

export interface EncodedCommit {
  readonly bytes: Uint8Array;
  readonly endTag: number;
  readonly crc: number;
}

/** Bytes of the tags alone. */
export const tagBytes = (tags: readonly Tag[]): number =>
  tags.reduce((sum, { data }) => sum + WORD + (data?.length ?? 0), 0);

/** null where the block has no room for it. */
export function encodeCommit(tags: readonly Tag[], place: CommitPlace): EncodedCommit | null {
  const { at, unit, blockSize, revision } = place;
  const start = revision === null ? 0 : WORD;
  const used = start + tagBytes(tags) + CRC_BYTES;
  const length = Math.ceil((at + used) / unit) * unit - at;
  if (at + length > blockSize) return null;
  const bytes = new Uint8Array(length).fill(0xff);
  const view = new DataView(bytes.buffer);
  if (revision !== null) view.setUint32(0, revision, true);
  let { previous } = place;
  let offset = start;
  const put = (type: number, id: number, size: number | null): void => {
    const raw = encodeTag({ type, id, length: size });
    view.setUint32(offset, raw ^ previous, false);
    previous = raw;
    offset += WORD;
  };
  for (const { type, id, data } of tags) {
    put(type, id, data?.length ?? null);
    if (data !== null) bytes.set(data, offset);
    offset += data?.length ?? 0;
  }
  // What follows is erased, so its valid bit is one and the state bit of the tag stays zero.
  put(TAG.crc, NO_ID, length - offset - WORD);
  const crc = checksum(bytes.subarray(0, offset));
  view.setUint32(offset, crc, true);
  return { bytes, endTag: previous, crc };
}

/** A metadata pair as it lies on the flash now. */
export interface Pair {
  /** The block that counts, then the one that the next rewriting takes. */
  readonly blocks: BlockPair;
  readonly revision: number;
  readonly content: PairContent;
  /** Where in the first block the next commit would begin, and what its first tag is XORed with. */
  readonly end: number;
  readonly endTag: number;
  /** False where a cut supply left something behind the last commit: nothing can be programmed there. */
  readonly isErased: boolean;
  /** Differs from state to state. */
  readonly seed: number;
}

/** Takes the newer of the two blocks that has a whole commit. Throws FilesystemError where neither has. */
export function fetchPair(blocks: Blocks, pair: BlockPair): Pair {
  const [first, second] = pair;
  if (first === second || first >= blocks.count || second >= blocks.count)
    throw new FilesystemError('corrupt', `a pair at the blocks ${first} and ${second}`);
  const order: BlockPair = isNewer(blocks, second, first) ? [second, first] : pair;
  return fetchBlock(blocks, order) ?? fetchBlock(blocks, [order[1], order[0]]) ?? noCommit(pair);
}

/** The tail chain of one loop-free image: true if a pair can still be added. */
export const isFresh = (seen: readonly Pair[], pair: BlockPair): boolean =>
  !seen.some(({ blocks }) => shareBlock(blocks, pair));

/** Sequence comparison: the count may have wrapped. */
function isNewer(blocks: Blocks, a: number, b: number): boolean {
  return ((revisionOf(blocks, a) - revisionOf(blocks, b)) | 0) > 0;
}

export function revisionOf(blocks: Blocks, block: number): number {
  return new DataView(blocks.read(block, 0, 4).buffer).getUint32(0, true);
}

function fetchBlock(blocks: Blocks, order: BlockPair): Pair | null {
  const bytes = blocks.read(order[0], 0, blocks.size);
  const log = readMetadataLog(bytes);
  if (log === null) return null;
  const { revision, content, end, endTag, seed } = log;
  const isClean = end % blocks.unit === 0 && isErased(bytes.subarray(end));
  return { blocks: order, revision, content, end, endTag, isErased: isClean, seed };
}

function noCommit([first, second]: BlockPair): never {
  throw new FilesystemError('corrupt', `no whole commit in the blocks ${first} and ${second}`);
}
