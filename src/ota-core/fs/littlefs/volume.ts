/**
 * A mounted LittleFS: the thread of all its metadata pairs in memory, in step with the flash. The bytes of
 * files stay on the flash.
 *
 *   blocks 0 and 1 ─tail→ pair ─tail→ pair …   a hard tail goes on with the same directory
 *
 * Who changes it is commit.ts; where a change failed half-way the volume is thrown away and loaded anew.
 */
import type { Flash } from '../../flash/flash.ts';
import { bytesEqual } from '../../primitives/bytes.ts';
import { FilesystemError } from '../filesystem.ts';
import {
  samePair,
  type BlockPair,
  Blocks,
  ATTRIBUTE_MAX,
  DISK_VERSION,
  FILE_MAX,
  NAME_MAX,
  DEFAULT_BLOCK_SIZE,
} from './blocks.ts';
import { type Pair, encodeCommit } from './metadata-log.ts';
import {
  NO_STATE,
  xorStates,
  type GlobalState,
  contentTags,
  EMPTY_CONTENT,
  type PairEntry,
  TAG,
  FIRST_TAG,
} from './pair-content.ts';
import { BlockPool, type BlockList } from './skip-list.ts';

export class Volume {
  readonly blocks: Blocks;
  readonly superblock: Superblock;
  readonly #thread: Pair[];
  /** Of the files that do not fit into the metadata: by the head of the list. */
  readonly lists = new Map<number, BlockList>();
  /** Pairs that directories point to although the thread does not: until the thread is put in order. */
  readonly detached: Pair[] = [];
  #pool: BlockPool | null = null;

  constructor(blocks: Blocks, superblock: Superblock, thread: readonly Pair[]) {
    this.blocks = blocks;
    this.superblock = superblock;
    this.#thread = [...thread];
  }

  get thread(): readonly Pair[] {
    return this.#thread;
  }

  /** The first pair of the root directory: the last one that repeats the superblock. */
  get root(): Pair {
    const roots = this.#thread.filter(({ content }) => isSuperblock(content.entries[0]));
    const root = roots[roots.length - 1];
    if (root === undefined) throw new FilesystemError('corrupt', 'no root directory');
    return root;
  }

  get state(): GlobalState {
    return this.#thread.reduce((sum, { content }) => xorStates(sum, content.delta), NO_STATE);
  }

  /** What the pair has to say of the global state so that all together say `wanted`. */
  deltaFor(pair: Pair, wanted: GlobalState): GlobalState {
    return xorStates(xorStates(wanted, this.state), pair.content.delta);
  }

  find(pair: BlockPair): Pair | null {
    return this.#thread.find(({ blocks }) => samePair(blocks, pair)) ?? null;
  }

  /** The pair whose tail points to this one. */
  before(pair: Pair): Pair | null {
    return this.#thread[this.#thread.indexOf(pair) - 1] ?? null;
  }

  replace(old: Pair, next: Pair): void {
    this.#thread[this.#thread.indexOf(old)] = next;
  }

  insertAfter(pair: Pair, next: Pair): void {
    this.#thread.splice(this.#thread.indexOf(pair) + 1, 0, next);
  }

  remove(pair: Pair): void {
    this.#thread.splice(this.#thread.indexOf(pair), 1);
  }

  /** Free blocks of the operation under way. */
  get pool(): BlockPool {
    this.#pool ??= new BlockPool(this.#takenBlocks(), this.#seed());
    return this.#pool;
  }

  /** What the operation has freed is free from now on. */
  endOperation(): void {
    this.#pool = null;
    const heads = new Set<number>();
    for (const { content } of this.#thread)
      for (const { struct } of content.entries)
        if (struct?.kind === 'skip-list') heads.add(struct.head);
    for (const head of this.lists.keys()) if (!heads.has(head)) this.lists.delete(head);
  }

  /** Sum of what the pairs' commits add up to: a place to look for free blocks that is another one every time. */
  #seed(): number {
    return this.#thread.reduce((sum, { seed }) => (sum ^ seed) >>> 0, 0);
  }

  #takenBlocks(): Uint8Array {
    const isTaken = new Uint8Array(this.blocks.count);
    for (const { blocks, content } of [...this.#thread, ...this.detached]) {
      for (const block of blocks) isTaken[block] = 1;
      for (const { struct } of content.entries)
        if (struct?.kind === 'skip-list')
          for (const block of this.lists.get(struct.head) ?? []) isTaken[block] = 1;
    }
    return isTaken;
  }
}

/** The entry that says what the filesystem is (littlefs SPEC.md, superblock): first of the first pair. */

interface Superblock {
  readonly blockCount: number;
  /** Bytes. */
  readonly nameMax: number;
  readonly fileMax: number;
}

/** 'littlefs'. */
const MAGIC = Uint8Array.of(0x6c, 0x69, 0x74, 0x74, 0x6c, 0x65, 0x66, 0x73);
const SUPERBLOCK_BYTES = 24;

const isSuperblock = (entry: PairEntry | undefined): boolean => entry?.type === TAG.superblockName;

/** Throws FilesystemError with the reason why a device would not mount it. */
export function decodeSuperblock(entry: PairEntry | undefined, blockSize: number): Superblock {
  if (entry === undefined || !isSuperblock(entry) || !bytesEqual(entry.name, MAGIC))
    throw corrupt('no superblock');
  const { struct } = entry;
  if (struct?.kind !== 'inline' || struct.bytes.length < SUPERBLOCK_BYTES)
    throw corrupt('a superblock without its numbers');
  const { buffer, byteOffset } = struct.bytes;
  const view = new DataView(buffer, byteOffset, SUPERBLOCK_BYTES);
  const word = (index: number): number => view.getUint32(index * 4, true);
  const version = word(0);
  if (version >>> 16 !== DISK_VERSION >>> 16 || version > DISK_VERSION)
    throw corrupt(`on-disk version ${version >>> 16}.${version & 0xffff}; 2.0 is the newest`);
  if (word(1) !== blockSize) throw corrupt(`blocks of ${word(1)} bytes, not of ${blockSize}`);
  // A device refuses greater limits than its own.
  if (word(3) > NAME_MAX || word(4) > FILE_MAX || word(5) > ATTRIBUTE_MAX)
    throw corrupt('limits that are greater than the device has');
  return { blockCount: word(2), nameMax: word(3), fileMax: word(4) };
}

function createSuperblock(blockSize: number, blockCount: number): PairEntry {
  const bytes = new Uint8Array(SUPERBLOCK_BYTES);
  const view = new DataView(bytes.buffer);
  [DISK_VERSION, blockSize, blockCount, NAME_MAX, FILE_MAX, ATTRIBUTE_MAX].forEach((word, index) =>
    view.setUint32(index * 4, word, true),
  );
  return {
    type: TAG.superblockName,
    name: MAGIC,
    struct: { kind: 'inline', bytes },
    attributes: new Map(),
  };
}

const corrupt = (detail: string): FilesystemError => new FilesystemError('corrupt', detail);

export interface FormatLittlefsOptions {
  /** Bytes of the filesystem; all of `flash` when left out. */
  readonly sizeBytes?: number;
  /** Bytes; 4096 when left out, as Mongoose OS has it. */
  readonly blockSize?: number;
}

/** Makes an empty filesystem. What was there is gone from the first operation on. Throws FilesystemError `full` where there is no room for one. */
export function formatLittlefs(flash: Flash, options: FormatLittlefsOptions = {}): void {
  const size = options.blockSize ?? DEFAULT_BLOCK_SIZE;
  const sizeBytes = Math.min(options.sizeBytes ?? flash.geometry.size, flash.geometry.size);
  const count = Math.floor(sizeBytes / size);
  const blocks = new Blocks(flash, { size, count });
  const content = { ...EMPTY_CONTENT, entries: [createSuperblock(size, count)] };
  const place = { at: 0, previous: FIRST_TAG, revision: 1, blockSize: size, unit: blocks.unit };
  const encoded = encodeCommit(contentTags(content), place);
  if (count < 2 || encoded === null) throw new FilesystemError('full', `${sizeBytes} bytes`);
  // The second block first: its old commits may be newer than the new one.
  blocks.erase(1);
  blocks.erase(0);
  if (!blocks.program(0, 0, encoded.bytes))
    throw new FilesystemError('full', 'block 0 is worn out');
}
