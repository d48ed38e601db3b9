/** What a device or we left half-done, finished before anything else is written (littlefs SPEC.md, move state). */
import { FilesystemError } from '../filesystem.ts';
import { samePair, shareBlock, type BlockPair } from './blocks.ts';
import { commit } from './commit.ts';
import { isUnsynced, pendingMoveOf, withMove, withoutUnsynced } from './global-state.ts';
import { fetchPair, type Pair } from './metadata-log.ts';
import { tailTag, type Tail } from './pair-content.ts';
import { deleteTag } from './tag.ts';
import type { Volume } from './volume.ts';

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
