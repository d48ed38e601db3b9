/**
 * Changing metadata. What holds after a power cut at any flash operation:
 *
 * 1. A commit counts as a whole or not at all: its CRC comes last, in the same program or a later one.
 * 2. A block is only erased when nothing points to it that counts: the other one of a pair has a whole
 *    commit, a fresh block belongs to nobody.
 * 3. What other pairs point to is written before the pointer: the second half of a split pair, the new
 *    place of a moved one. Until the pointer is there, the old state is whole.
 * 4. The global state changes in the very commit that makes the change visible.
 */
import { FilesystemError } from '../filesystem.ts';
import {
  FIRST_PAIR,
  samePair,
  type BlockPair,
  BLOCK_CYCLES,
  PAIR_ENTRIES_MAX,
  shareBlock,
} from './blocks.ts';
import { encodeCommit, tagBytes, revisionOf, type Pair, fetchPair } from './metadata-log.ts';
import {
  pendingMoveOf,
  NO_STATE,
  statesEqual,
  withMove,
  type GlobalState,
  applyTags,
  contentTags,
  entryTags,
  stateTag,
  tailTag,
  type PairEntry,
  type PairContent,
  deleteTag,
  FIRST_TAG,
  type Tag,
  isUnsynced,
  withoutUnsynced,
  type Tail,
} from './pair-content.ts';
import type { Volume } from './volume.ts';

/** Makes `tags` true of the pair, and `wanted` of the filesystem, in one step. Throws FilesystemError `full` before anything counts. */
export function commit(
  volume: Volume,
  pair: Pair,
  tags: readonly Tag[],
  wanted: GlobalState,
): void {
  const content = applyTags(pair.content, tags);
  const before = volume.before(pair);
  const isEmptied = content.entries.length === 0 && pair.content.entries.length > 0;
  if (isEmptied && before?.content.tail?.isHard === true) {
    volume.remove(pair);
    commit(volume, before, [tailTag(content.tail)], wanted);
    return;
  }
  const delta = volume.deltaFor(pair, wanted);
  const all = statesEqual(delta, pair.content.delta) ? tags : [...tags, stateTag(delta)];
  if (!append(volume, pair, all)) rewrite(volume, pair, { ...content, delta }, wanted);
}

/** A commit after the last one. False, with the old state in force, where there is no room or the block does not store it. */
function append(volume: Volume, pair: Pair, tags: readonly Tag[]): boolean {
  const { blocks } = volume;
  const content = applyTags(pair.content, tags);
  if (!pair.isErased || content.entries.length >= PAIR_ENTRIES_MAX) return false;
  const place = { at: pair.end, previous: pair.endTag, revision: null };
  const encoded = encodeCommit(tags, { ...place, blockSize: blocks.size, unit: blocks.unit });
  if (encoded === null || !blocks.program(pair.blocks[0], pair.end, encoded.bytes)) return false;
  const { bytes, endTag, crc } = encoded;
  const seed = (pair.seed ^ crc) >>> 0;
  volume.replace(pair, { ...pair, content, end: pair.end + bytes.length, endTag, seed });
  return true;
}

/** Writes the pair anew, in as many pairs as it takes. */
function rewrite(volume: Volume, pair: Pair, content: PairContent, wanted: GlobalState): void {
  let { entries, tail } = content;
  let split = splitPoint(volume, entries);
  while (split > 0) {
    const made = createPair(volume, { entries: entries.slice(split), tail, delta: NO_STATE });
    if (made === null) break; // no room: as long as it fits it may be fuller than is good for it
    volume.insertAfter(pair, made);
    tail = { pair: made.blocks, isHard: true };
    entries = entries.slice(0, split);
    split = splitPoint(volume, entries);
  }
  if (samePair(pair.blocks, FIRST_PAIR) && isTired(pair) && hasRoomToExpand(volume)) {
    // The first pair cannot move: the root directory moves out of it and a superblock stays.
    const made = createPair(volume, { entries, tail, delta: NO_STATE });
    if (made !== null) {
      volume.insertAfter(pair, made);
      tail = { pair: made.blocks, isHard: true };
      entries = entries.slice(0, 1);
    }
  }
  compact(volume, pair, { entries, tail, delta: content.delta }, wanted);
}

/** LittleFS does it like this: a pair is split until half a block holds it. 0: it need not be. */
function splitPoint({ blocks }: Volume, entries: readonly PairEntry[]): number {
  const half = Math.ceil(blocks.size / 2 / blocks.unit) * blocks.unit;
  let split = 0;
  while (entries.length - split > 1) {
    const part = entries.slice(split);
    const bytes = tagBytes(part.flatMap((entry, id) => entryTags(entry, id)));
    if (part.length < PAIR_ENTRIES_MAX && bytes <= Math.min(blocks.size - 40, half)) break;
    split += part.length >> 1;
  }
  return split;
}

/** Erases and writes the other block of the pair, or a fresh one where that one is worn. */
function compact(volume: Volume, pair: Pair, content: PairContent, wanted: GlobalState): void {
  const isFixed = samePair(pair.blocks, FIRST_PAIR) || isHeadOfDirectory(volume, pair);
  const revision = (pair.revision + 1) >>> 0;
  const fresh = isTired(pair) && !isFixed ? volume.pool.take() : null;
  let block = fresh ?? pair.blocks[1];
  for (;;) {
    const isMoved = block !== pair.blocks[1];
    // A moved pair is not visible yet: the global state changes with the pointer to it.
    const delta = isMoved ? pair.content.delta : content.delta;
    const next = writePair(volume, [block, pair.blocks[0]], revision, { ...content, delta });
    if (next !== null) {
      volume.replace(pair, next);
      if (isMoved) pointTo(volume, next, wanted);
      return;
    }
    const other = isFixed ? null : volume.pool.take();
    if (other === null) throw new FilesystemError('full', `block ${block} is worn out`);
    block = other;
  }
}

/** Makes the pair before point to the new place. */
function pointTo(volume: Volume, moved: Pair, wanted: GlobalState): void {
  const before = volume.before(moved);
  if (before === null) throw new FilesystemError('corrupt', 'the first pair has moved');
  const isHard = before.content.tail?.isHard === true;
  const tags: Tag[] = [tailTag({ pair: moved.blocks, isHard })];
  const move = pendingMoveOf(wanted);
  if (move === null || !samePair(move.pair, before.blocks)) {
    commit(volume, before, tags, wanted);
    return;
  }
  // Writing this pair anew may outdate a move out of it: it is finished in the same commit.
  tags.unshift(deleteTag(move.id));
  commit(volume, before, tags, withMove(wanted, null));
}

/** A pair in fresh blocks that nothing points to yet; null where there is no room. */
function createPair(volume: Volume, content: PairContent): Pair | null {
  const { blocks, pool } = volume;
  const old = pool.free < 2 ? null : pool.take();
  if (old === null) return null;
  // The old block keeps what is in it: whatever it is, the new one has to be newer.
  const rounded = (revisionOf(blocks, old) + CYCLES - 1) >>> 0;
  const revision = rounded - (rounded % CYCLES) + 1;
  for (let block = pool.take(); block !== null; block = pool.take()) {
    const made = writePair(volume, [block, old], revision, content);
    if (made !== null) return made;
  }
  return null;
}

/** null where the block does not store it. */
function writePair(
  { blocks }: Volume,
  pair: BlockPair,
  revision: number,
  content: PairContent,
): Pair | null {
  const place = { at: 0, previous: FIRST_TAG, revision, blockSize: blocks.size };
  const encoded = encodeCommit(contentTags(content), { ...place, unit: blocks.unit });
  if (encoded === null) throw new FilesystemError('full', 'no room for one more entry');
  blocks.erase(pair[0]);
  if (!blocks.program(pair[0], 0, encoded.bytes)) return null;
  const { bytes, endTag, crc } = encoded;
  return {
    blocks: pair,
    revision,
    content,
    end: bytes.length,
    endTag,
    isErased: true,
    seed: crc,
  };
}

/** An odd number, so that both blocks of a pair take their turns. */
const CYCLES = (BLOCK_CYCLES + 1) | 1;

const isTired = ({ revision }: Pair): boolean => (revision + 1) % CYCLES === 0;

/** A superblock that has moved out never comes back: not where the filesystem is nearly full. */
const hasRoomToExpand = ({ pool, blocks }: Volume): boolean => pool.free > blocks.count / 8;

/** Two pointers lead to such a pair; it stays where it is. */
function isHeadOfDirectory({ thread }: Volume, { blocks }: Pair): boolean {
  return thread.some(({ content }) =>
    content.entries.some(
      ({ struct }) => struct?.kind === 'directory' && samePair(struct.pair, blocks),
    ),
  );
}

/** What a device or we left half-done, finished before anything else is written (littlefs SPEC.md, move state). */

/** True if something was to be done; then the tree has changed. */
export function settle(volume: Volume): boolean {
  const isMoving = settleMove(volume);
  if (!isUnsynced(volume.state)) return isMoving;
  while (mendThread(volume)) volume.endOperation();
  volume.detached.length = 0;
  commit(volume, volume.root, [], withoutUnsynced(volume.state));
  return true;
}

/** Deletes the old place of a file that was being moved. */
export function settleMove(volume: Volume): boolean {
  const move = pendingMoveOf(volume.state);
  if (move === null) return false;
  const pair = volume.find(move.pair);
  if (pair === null) throw new FilesystemError('corrupt', 'a move out of no pair');
  commit(volume, pair, [deleteTag(move.id)], withMove(volume.state, null));
  return true;
}

/** Takes one directory that is gone, or the old place of one, off the thread. False: all is well. */
function mendThread(volume: Volume): boolean {
  const heads = volume.thread.flatMap(({ content }) =>
    content.entries.flatMap(({ struct }) => (struct?.kind === 'directory' ? [struct.pair] : [])),
  );
  const stray = volume.thread.find((pair) => isStray(volume, pair, heads));
  const before = stray === undefined ? null : volume.before(stray);
  if (stray === undefined || before === null) return false;
  const place = heads.find((head) => shareBlock(head, stray.blocks));
  const { state } = volume;
  if (place === undefined) {
    commit(volume, before, [tailTag(takeOff(volume, stray))], state);
    return true;
  }
  volume.remove(stray); // what goes on with it goes on from its new place
  const moved = fetchPair(volume.blocks, place);
  volume.insertAfter(before, moved);
  commit(volume, before, [tailTag({ pair: moved.blocks, isHard: false })], state);
  return true;
}

/** Removes the pair and, of a directory that is gone, what goes on with it; the result is where the thread goes on. */
function takeOff(volume: Volume, pair: Pair): Tail | null {
  const { tail } = pair.content;
  volume.remove(pair);
  const next = tail?.isHard === true ? volume.find(tail.pair) : null;
  return next === null ? tail : takeOff(volume, next);
}

function isStray(volume: Volume, pair: Pair, heads: readonly BlockPair[]): boolean {
  const before = volume.before(pair);
  if (before === null || before.content.tail?.isHard === true) return false;
  return !heads.some((head) => samePair(head, pair.blocks));
}
