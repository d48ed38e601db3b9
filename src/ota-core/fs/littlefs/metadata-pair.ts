/** A metadata pair as it lies on the flash now. */
import { isErased } from '../../flash/erased-cells.ts';
import { FilesystemError } from '../filesystem.ts';
import { shareBlock, type BlockPair } from './block-pair.ts';
import type { Blocks } from './blocks.ts';
import { readMetadataLog } from './metadata-log.ts';
import type { PairContent } from './pair-content.ts';

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
