/**
 * A mounted LittleFS: the thread of all its metadata pairs in memory, in step with the flash. The bytes of
 * files stay on the flash.
 *
 *   blocks 0 and 1 ─tail→ pair ─tail→ pair …   a hard tail goes on with the same directory
 *
 * Who changes it is commit.ts; where a change failed half-way the volume is thrown away and loaded anew.
 */
import { FilesystemError } from '../filesystem.ts';
import { samePair, type BlockPair } from './blocks.ts';
import { BlockPool } from './skip-list.ts';
import type { Blocks } from './blocks.ts';
import { NO_STATE, xorStates, type GlobalState } from './global-state.ts';
import type { Pair } from './metadata-log.ts';
import type { BlockList } from './skip-list.ts';
import { isSuperblock, type Superblock } from './superblock.ts';

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
