/**
 * Mounting: everything that is only metadata is read and checked once, file contents are not. A loop, a
 * block that two things use, a pointer out of the filesystem is refused here.
 */
import type { Flash } from '../../flash/flash.ts';
import { decodeUtf8 } from '../../primitives/utf8.ts';
import { FilesystemError } from '../filesystem.ts';
import { FIRST_PAIR, Blocks, samePair, type BlockPair } from './blocks.ts';
import { fetchPair, isFresh, type Pair } from './metadata-log.ts';
import {
  pendingMoveOf,
  type PairEntry,
  TAG,
  isUnsynced,
  type GlobalState,
} from './pair-content.ts';
import { walkSkipList } from './skip-list.ts';
import { decodeSuperblock, Volume } from './volume.ts';

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

/**
 * Names to entries. Mongoose OS keeps everything in the root, but a LittleFS may hold directories: their
 * files have the path as name, `certs/ca.pem`.
 */

/** Where an entry is. */
export interface Place {
  readonly pair: Pair;
  readonly id: number;
  readonly entry: PairEntry;
}

export interface Tree {
  /** Files by path. */
  readonly files: ReadonlyMap<string, Place>;
  /** Directories by path, with the chain of pairs that each is; the root is ''. */
  readonly directories: ReadonlyMap<string, readonly Pair[]>;
}

/** Reads the whole tree from memory. Throws FilesystemError: loops, doubles, names that cannot be. */
export function growTree(volume: Volume): Tree {
  const files = new Map<string, Place>();
  const directories = new Map<string, readonly Pair[]>();
  const seen: Pair[] = [];
  const { state } = volume;
  const waiting: { readonly path: string; readonly head: BlockPair }[] = [
    { path: '', head: volume.root.blocks },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, head } = next;
    const chain = chainFrom(volume, head, seen);
    if (directories.has(path)) throw corrupt('a directory that is there twice');
    directories.set(path, chain);
    for (const place of chain.flatMap((pair) => placesIn(pair, state))) {
      const { type, struct } = place.entry;
      if (type === TAG.superblockName) continue;
      const name = pathOf(path, place.entry);
      if (files.has(name) || directories.has(name)) throw corrupt('a name that is there twice');
      if (type === TAG.regularName) files.set(name, place);
      else if (struct?.kind === 'directory') waiting.push({ path: name, head: struct.pair });
    }
  }
  return { files, directories };
}

/** The entries of a pair, without the one that a move left behind. */
export function placesIn(pair: Pair, state: GlobalState): readonly Place[] {
  const move = pendingMoveOf(state);
  const gone = move !== null && samePair(move.pair, pair.blocks) ? move.id : null;
  const places = pair.content.entries.map((entry, id) => ({ pair, id, entry }));
  return places.filter(({ id }) => id !== gone);
}

/** The pairs of one directory in order; adds them to `seen`, where none of them may be. */
function chainFrom(volume: Volume, head: BlockPair, seen: Pair[]): readonly Pair[] {
  const chain: Pair[] = [];
  for (let at: BlockPair | null = head; at !== null;) {
    const pair: Pair = pairAt(volume, at);
    if (!isFresh(seen, pair.blocks)) throw corrupt('a pair in two directories');
    seen.push(pair);
    chain.push(pair);
    const { tail }: Pair['content'] = pair.content;
    at = tail?.isHard === true ? tail.pair : null;
  }
  return chain;
}

function pairAt(volume: Volume, blocks: BlockPair): Pair {
  const known =
    volume.find(blocks) ?? volume.detached.find((pair) => samePair(pair.blocks, blocks));
  if (known !== undefined) return known;
  if (!isUnsynced(volume.state)) throw corrupt('a directory beside the thread');
  const pair = fetchPair(volume.blocks, blocks);
  volume.detached.push(pair);
  return pair;
}

const SLASH = 0x2f;

function pathOf(parent: string, { name }: PairEntry): string {
  const text = decodeUtf8(name);
  if (text === null || text === '' || name.includes(SLASH) || name.includes(0))
    throw corrupt('a name that no file can have');
  return parent === '' ? text : `${parent}/${text}`;
}

const corrupt = (detail: string): FilesystemError => new FilesystemError('corrupt', detail);
