/**
 * Mounting: everything that is only metadata is read and checked once, file contents are not. A loop, a
 * block that two things use, a pointer out of the filesystem is refused here.
 */
import type { Flash } from '../../flash/flash.ts';
import { FilesystemError } from '../filesystem.ts';
import { FIRST_PAIR, Blocks } from './blocks.ts';
import { growTree, type Tree } from './directory-tree.ts';
import { pendingMoveOf } from './global-state.ts';
import { fetchPair, isFresh, type Pair } from './metadata-log.ts';
import type { PairEntry } from './pair-content.ts';
import { walkSkipList } from './skip-list.ts';
import { decodeSuperblock } from './superblock.ts';
import { TAG } from './tag.ts';
import { Volume } from './volume.ts';

/** Throws FilesystemError `corrupt` with the reason. Writes nothing. */
export function loadVolume(flash: Flash, blockSize: number): { volume: Volume; tree: Tree } {
  const possible = Math.floor(flash.geometry.size / blockSize);
  const whole = new Blocks(flash, { size: blockSize, count: possible });
  const first = fetchPair(whole, FIRST_PAIR);
  const superblock = decodeSuperblock(first.content.entries[0], blockSize);
  const { blockCount } = superblock;
  if (blockCount < 2 || blockCount > possible)
    throw corrupt(`${blockCount} blocks on a part of ${possible}`);
  const blocks = new Blocks(flash, { size: blockSize, count: blockCount });
  const volume = new Volume(blocks, superblock, followThread(blocks, first));
  requireMove(volume);
  const tree = growTree(volume);
  countBlocks(volume, tree);
  return { volume, tree };
}

function followThread(blocks: Blocks, first: Pair): readonly Pair[] {
  const thread = [first];
  for (let { tail } = first.content; tail !== null;) {
    if (!isFresh(thread, tail.pair)) throw corrupt('a thread that runs into itself');
    const pair = fetchPair(blocks, tail.pair);
    thread.push(pair);
    tail = pair.content.tail;
  }
  for (const { content } of thread) content.entries.forEach(requireWhole);
  return thread;
}

/** An entry has a name and what its type needs. */
function requireWhole({ type, struct }: PairEntry, id: number): void {
  const kind = struct?.kind;
  const fits =
    (type === TAG.directoryName && kind === 'directory') ||
    (type === TAG.regularName && (kind === 'inline' || kind === 'skip-list')) ||
    (type === TAG.superblockName && kind === 'inline' && id === 0);
  if (!fits) throw corrupt(`entry ${id} without a name or content`);
}

/** A move that is under way names an entry that is there. */
function requireMove(volume: Volume): void {
  const move = pendingMoveOf(volume.state);
  if (move === null) return;
  const entries = volume.find(move.pair)?.content.entries ?? [];
  if (move.id >= entries.length) throw corrupt('a move of nothing');
}

/** Follows the lists of all files; no block may belong to two of them, or to one and a pair. */
function countBlocks(volume: Volume, tree: Tree): void {
  const { blocks, lists, thread, detached } = volume;
  const isTaken = new Uint8Array(blocks.count);
  for (const pair of [...thread, ...detached]) for (const block of pair.blocks) isTaken[block] = 1;
  for (const { entry } of tree.files.values()) {
    const { struct } = entry;
    if (struct?.kind !== 'skip-list') continue;
    const list = walkSkipList(blocks, struct.head, struct.size);
    for (const block of list) {
      if (isTaken[block] === 1) throw corrupt(`block ${block} belongs to two`);
      isTaken[block] = 1;
    }
    lists.set(struct.head, list);
  }
}

const corrupt = (detail: string): FilesystemError => new FilesystemError('corrupt', detail);
