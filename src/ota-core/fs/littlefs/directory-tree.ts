/**
 * Names to entries. Mongoose OS keeps everything in the root, but a LittleFS may hold directories: their
 * files have the path as name, `certs/ca.pem`.
 */
import { decodeUtf8 } from '../../primitives/utf8.ts';
import { FilesystemError } from '../filesystem.ts';
import { isUnsynced, pendingMoveOf, type GlobalState } from './global-state.ts';
import { samePair, type BlockPair } from './blocks.ts';
import { fetchPair, isFresh, type Pair } from './metadata-log.ts';
import type { PairEntry } from './pair-content.ts';
import { TAG } from './tag.ts';
import type { Volume } from './volume.ts';

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
