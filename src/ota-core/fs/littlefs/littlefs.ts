/**
 * LittleFS v2.0 as Mongoose OS mounts it, over a Flash (littlefs SPEC.md and littlefs DESIGN.md). Metadata is in
 * memory, in step with the flash; files are read from the flash when asked for.
 *
 *   littlefs.ts    names and whole files        commit.ts      changing a metadata pair
 *   load-volume.ts mounting and its checks      skip-list.ts   bytes of bigger files
 *   volume.ts      what is in memory            metadata-log.ts  the bytes of one metadata block
 */
import type { Flash } from '../../flash/flash.ts';
import { concatBytes } from '../../primitives/bytes.ts';
import { decodeUtf8, encodeUtf8 } from '../../primitives/utf8.ts';
import {
  FilesystemError,
  type FileEntry,
  type Filesystem,
  type FilesystemSpace,
} from '../filesystem.ts';
import { CACHE_SIZE, DEFAULT_BLOCK_SIZE } from './blocks.ts';
import { commit, settle, settleMove } from './commit.ts';
import { growTree, type Place, type Tree, loadVolume } from './load-volume.ts';
import {
  withMove,
  entryTags,
  structTag,
  type PairEntry,
  type EntryStruct,
  createTag,
  deleteTag,
  TAG,
} from './pair-content.ts';
import type { Pair } from './metadata-log.ts';
import { fullBlocksOf, readSkipList, writeSkipList } from './skip-list.ts';
import type { Volume } from './volume.ts';

export interface LittlefsOptions {
  /** Bytes; 4096 when left out, as Mongoose OS has it. */
  readonly blockSize?: number;
}

/**
 * Mounts what is there and writes nothing. How big the filesystem is stands in it; `flash` may be bigger.
 * Throws FilesystemError `corrupt` with the reason.
 */
export function openLittlefs(flash: Flash, options: LittlefsOptions = {}): Filesystem {
  return new Littlefs(flash, options.blockSize ?? DEFAULT_BLOCK_SIZE);
}

type SkipListStruct = Extract<EntryStruct, { readonly kind: 'skip-list' }>;

/** Where an entry is to be made. */
interface Gap {
  readonly pair: Pair;
  readonly id: number;
}

class Littlefs implements Filesystem {
  readonly kind = 'littlefs';
  readonly #flash: Flash;
  readonly #blockSize: number;
  #mounted: { readonly volume: Volume; readonly tree: Tree } | null;

  constructor(flash: Flash, blockSize: number) {
    this.#flash = flash;
    this.#blockSize = blockSize;
    this.#mounted = loadVolume(flash, blockSize);
  }

  list(): readonly FileEntry[] {
    const files = [...this.#mount().tree.files];
    const entries = files.map(([name, { entry }]) => ({ name, size: sizeOf(entry) }));
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  read(name: string): Uint8Array | null {
    const { volume, tree } = this.#mount();
    const struct = tree.files.get(name)?.entry.struct;
    if (struct?.kind === 'inline') return struct.bytes.slice(); // the caller owns the result
    if (struct?.kind !== 'skip-list') return null;
    return readSkipList(volume.blocks, volume.lists.get(struct.head) ?? [], struct.size);
  }

  space(): FilesystemSpace {
    const { blocks, pool } = this.#mount().volume;
    return { sizeBytes: blocks.count * blocks.size, freeBytes: pool.free * blocks.size };
  }

  write(name: string, bytes: Uint8Array): void {
    this.#store(name, bytes, null);
  }

  append(name: string, bytes: Uint8Array): void {
    const struct = this.#mount().tree.files.get(name)?.entry.struct;
    if (struct?.kind !== 'skip-list')
      this.#store(name, concatBytes(this.read(name) ?? new Uint8Array(0), bytes), null);
    else if (bytes.length > 0) this.#store(name, bytes, struct);
  }

  /** `before`: the blocks that the bytes come behind. */
  #store(name: string, bytes: Uint8Array, before: SkipListStruct | null): void {
    this.#change((volume, tree) => {
      const { directory, bytes: nameBytes } = this.#nameFor(name, volume, tree);
      const size = (before?.size ?? 0) + bytes.length;
      if (size > volume.superblock.fileMax)
        throw new FilesystemError('full', `a file of ${size} bytes`);
      const there = tree.files.get(name);
      const struct = before === null ? store(volume, bytes) : storeBehind(volume, before, bytes);
      if (there === undefined) {
        const { pair, id } = gapFor(tree, directory, nameBytes);
        const entry: PairEntry = {
          type: TAG.regularName,
          name: nameBytes,
          struct,
          attributes: new Map(),
        };
        commit(volume, pair, [createTag(id), ...entryTags(entry, id)], volume.state);
      } else commit(volume, there.pair, [structTag(struct, there.id)], volume.state);
    });
  }

  rename(from: string, to: string): boolean {
    return this.#change((volume, tree) => {
      const source = tree.files.get(from);
      if (source === undefined || from === to) return source !== undefined;
      const { directory, bytes } = this.#nameFor(to, volume, tree);
      move(volume, source, {
        name: bytes,
        replaced: tree.files.get(to) ?? null,
        gap: gapFor(tree, directory, bytes),
      });
      return true;
    });
  }

  remove(name: string): boolean {
    return this.#change((volume, tree) => {
      const place = tree.files.get(name);
      if (place !== undefined) commit(volume, place.pair, [deleteTag(place.id)], volume.state);
      return place !== undefined;
    });
  }

  #mount(): { readonly volume: Volume; readonly tree: Tree } {
    this.#mounted ??= loadVolume(this.#flash, this.#blockSize);
    return this.#mounted;
  }

  /** What was left half-done is finished first. After a failure memory and flash may differ: the next call mounts anew. */
  #change<T>(act: (volume: Volume, tree: Tree) => T): T {
    const { volume, tree } = this.#mount();
    this.#mounted = null;
    volume.endOperation();
    const isOther = settle(volume);
    if (isOther) volume.endOperation();
    const result = act(volume, isOther ? growTree(volume) : tree);
    volume.endOperation();
    this.#mounted = { volume, tree: growTree(volume) };
    return result;
  }

  #nameFor(name: string, volume: Volume, tree: Tree): ReturnType<typeof parseFileName> {
    const parsed = parseFileName(name, volume.superblock.nameMax);
    if (!tree.directories.has(parsed.directory) || tree.directories.has(name))
      throw new FilesystemError('bad-name', `${JSON.stringify(name)} is or wants a directory`);
    return parsed;
  }
}

function sizeOf({ struct }: PairEntry): number {
  if (struct?.kind === 'skip-list') return struct.size;
  return struct?.kind === 'inline' ? struct.bytes.length : 0;
}

/** Small contents stay in the metadata, others get blocks of their own. Nothing points to them yet. */
function store(volume: Volume, bytes: Uint8Array): EntryStruct {
  const { blocks, pool, lists } = volume;
  const inlineMax = Math.min(CACHE_SIZE, blocks.size >> 3);
  if (bytes.length <= inlineMax) return { kind: 'inline', bytes: bytes.slice() }; // bytes are borrowed
  const list = writeSkipList(blocks, pool, bytes);
  const head = list[list.length - 1] ?? 0;
  lists.set(head, list);
  return { kind: 'skip-list', head, size: bytes.length };
}

/** Whole blocks stay; the last one, if it is not full, is written anew with what follows. */
function storeBehind(volume: Volume, before: SkipListStruct, bytes: Uint8Array): EntryStruct {
  const { blocks, pool, lists } = volume;
  const old = lists.get(before.head) ?? [];
  const { list: kept, size } = fullBlocksOf(blocks, old, before.size);
  const last = readSkipList(blocks, old, before.size).subarray(size);
  const list = writeSkipList(blocks, pool, concatBytes(last, bytes), kept);
  const head = list[list.length - 1] ?? 0;
  lists.set(head, list);
  return { kind: 'skip-list', head, size: before.size + bytes.length };
}

/** The first entry that stands behind the name, or the end of the directory. */
function gapFor(tree: Tree, directory: string, name: Uint8Array): Gap {
  const chain = tree.directories.get(directory) ?? [];
  for (const pair of chain) {
    const id = pair.content.entries.findIndex(
      (entry) => entry.type !== TAG.superblockName && isBehind(entry.name, name),
    );
    if (id >= 0) return { pair, id };
  }
  const last = chain[chain.length - 1];
  if (last === undefined) throw new FilesystemError('bad-name', 'no such directory');
  return { pair: last, id: last.content.entries.length };
}

interface Destination {
  readonly name: Uint8Array;
  /** The file that had the name. */
  readonly replaced: Place | null;
  readonly gap: Gap;
}

/** Within a pair it is one commit. Between two the global state says which of the two entries counts. */
function move(volume: Volume, source: Place, { name, replaced, gap }: Destination): void {
  const { pair, id } = replaced ?? gap;
  const made = [createTag(id), ...entryTags({ ...source.entry, name }, id)];
  const tags = replaced === null ? made : [deleteTag(id), ...made];
  if (pair === source.pair) {
    const isShifted = replaced === null && source.id >= id;
    commit(volume, pair, [...tags, deleteTag(source.id + (isShifted ? 1 : 0))], volume.state);
    return;
  }
  const from = { pair: source.pair.blocks, id: source.id };
  commit(volume, pair, tags, withMove(volume.state, from));
  volume.endOperation();
  settleMove(volume);
}

/** Names as a caller gives them. */
export interface FileName {
  /** Path of its directory; the root is ''. */
  readonly directory: string;
  readonly bytes: Uint8Array;
}

/** Throws FilesystemError: bad-name, name-too-long. */
function parseFileName(name: string, nameMax: number): FileName {
  const slash = name.lastIndexOf('/');
  const last = name.slice(slash + 1);
  const bytes = encodeUtf8(last);
  const isPlain = last !== '' && last !== '.' && last !== '..' && !last.includes('\0');
  if (!isPlain || slash === 0 || decodeUtf8(bytes) !== last)
    throw new FilesystemError('bad-name', JSON.stringify(name));
  if (bytes.length > nameMax)
    throw new FilesystemError('name-too-long', `${bytes.length} bytes of at most ${nameMax}`);
  return { directory: slash < 0 ? '' : name.slice(0, slash), bytes };
}

/**
 * True if `a` stands behind `b` in a directory. A device finds a name only in the pair where this order puts it.
 *
 * QUIRK(littlefs lfs.c, lfs_dir_find_match): alphabetical by bytes, but a name stands behind the longer names
 * that begin with it.
 */
function isBehind(a: Uint8Array, b: Uint8Array): boolean {
  const common = Math.min(a.length, b.length);
  for (let at = 0; at < common; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return a.length < b.length;
}
