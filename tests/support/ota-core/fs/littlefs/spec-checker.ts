/**
 * An independent reader of LittleFS images, written from the published specification (littlefs SPEC.md and
 * littlefs DESIGN.md; where they are silent, lfs.c). It shares no code with src: it works on a plain array, computes
 * its own CRC and looks entries up backwards, as a device does, where src replays commits forwards.
 */
import {
  BLOCK,
  idOf,
  lookUp,
  NONE,
  parseMdir,
  PROGRAM,
  sizeOf,
  type1,
  type3,
  wordAt,
  type Located,
  type Mdir,
} from './spec-log.ts';

export interface CheckedImage {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Which of `pairs` each file is named in. */
  readonly homes: ReadonlyMap<string, number>;
  /** What does not follow the specification; empty for a sound image. */
  readonly problems: readonly string[];
  /** Blocks that something points to. */
  readonly usedBlocks: ReadonlySet<number>;
  readonly blockCount: number;
  /** Pairs on the thread, the block that counts first. */
  readonly pairs: readonly (readonly [number, number])[];
  /** Revision of the block that counts, for each of `pairs`. */
  readonly revisions: readonly number[];
}

export interface CheckOptions {
  /** The supply was cut: what follows the last commit need not be erased, and in the `unsettled` first state a move may be under way. */
  readonly afterCut?: 'unsettled' | 'settled';
}

export function checkLittlefs(image: Uint8Array, options: CheckOptions = {}): CheckedImage {
  return new Checker(image, options.afterCut ?? null).check();
}

class Checker {
  readonly #image: Uint8Array;
  readonly #afterCut: CheckOptions['afterCut'] | null;
  readonly #problems: string[] = [];
  readonly #used = new Set<number>();
  readonly #files = new Map<string, Uint8Array>();
  readonly #homes = new Map<string, number>();
  #blockCount: number;
  /** The thread may hold directories that are gone, and old places of pairs: only directories say what is there. */
  #isUnsynced = false;

  constructor(image: Uint8Array, afterCut: CheckOptions['afterCut'] | null) {
    this.#image = image;
    this.#afterCut = afterCut;
    this.#blockCount = image.length / BLOCK;
  }

  check(): CheckedImage {
    const thread = this.#thread();
    const move = this.#globalState(thread);
    const roots = thread.filter((dir) => type3(this.#name(dir, 0)?.tag ?? NONE) === 0x0ff);
    for (const dir of roots) this.#superblock(dir);
    for (const dir of thread.slice(0, roots.length))
      this.#require(roots.includes(dir), 'superblock pairs come first on the thread');
    const root = roots.at(-1);
    if (root !== undefined) this.#directory(root, thread, move, '');
    return {
      files: this.#files,
      homes: this.#homes,
      problems: this.#problems,
      usedBlocks: this.#used,
      blockCount: this.#blockCount,
      pairs: thread.map(({ pair }) => pair),
      revisions: thread.map(({ revision }) => revision),
    };
  }

  #require(holds: boolean, words: string): boolean {
    if (!holds) this.#problems.push(words);
    return holds;
  }

  #block(index: number): Uint8Array {
    return this.#image.subarray(index * BLOCK, (index + 1) * BLOCK);
  }

  #use(block: number, what: string): boolean {
    return (
      this.#require(block < this.#blockCount, `${what}: block ${block} is outside`) &&
      this.#require(!this.#used.has(block), `${what}: block ${block} is used twice`) &&
      this.#used.add(block).has(block)
    );
  }

  #thread(): Mdir[] {
    const thread: Mdir[] = [];
    for (let pair: readonly [number, number] | null = [0, 1]; pair !== null;) {
      const isNew: boolean[] = pair.map((block) => this.#use(block, 'metadata pair'));
      if (isNew.includes(false)) break;
      const dir = this.#fetch(pair);
      if (dir === null) break;
      thread.push(dir);
      pair = dir.tail;
    }
    return thread;
  }

  #fetch(pair: readonly [number, number]): Mdir | null {
    const sides = [pair, [pair[1], pair[0]] as const].flatMap((order) => {
      const side = parseMdir(order, this.#block(order[0]));
      return side.commits.length === 0 ? [] : [side];
    });
    sides.sort((a, b) => (b.revision - a.revision) | 0);
    const [newest] = sides;
    if (newest === undefined) {
      this.#problems.push(`no valid commit in the pair ${pair.join()}`);
      return null;
    }
    this.#checkLog(newest);
    return newest;
  }

  #checkLog({ pair, tags, commits, block, count }: Mdir): void {
    const words = `pair ${pair.join()}`;
    for (const { end } of commits)
      this.#require(end % PROGRAM === 0, `${words}: a commit ends within a program unit`);
    const rest = block.subarray(commits.at(-1)?.end ?? 0);
    if (this.#afterCut === null)
      this.#require(
        rest.every((byte) => byte === 0xff),
        `${words}: what follows the last commit is not erased`,
      );
    const known = [0x001, 0x002, 0x0ff, 0x200, 0x201, 0x202, 0x401, 0x4ff, 0x600, 0x601, 0x7ff];
    let entries = 0;
    const isNamed: boolean[] = [];
    for (const { tag } of tags) {
      const [type, id] = [type3(tag), idOf(tag)];
      const isKnown = known.includes(type) || type1(tag) === 0x300;
      this.#require(isKnown, `${words}: tag type 0x${type.toString(16)} is not of version 2.0`);
      if (type === 0x401) {
        this.#require(id <= entries, `${words}: created id ${id} of ${entries}`);
        isNamed.splice(id, 0, false);
        entries += 1;
      } else if (type === 0x4ff) {
        this.#require(id < entries, `${words}: deleted id ${id} of ${entries}`);
        isNamed.splice(id, 1);
        entries -= 1;
      } else if (type1(tag) === 0) {
        entries = Math.max(entries, id + 1);
        isNamed[id] = true;
      } else if (type1(tag) < 0x400)
        this.#require(isNamed[id] === true, `${words}: id ${id} is described before its name`);
      else this.#require(id === 0x3ff, `${words}: a tag of the pair has the id ${id}`);
    }
    this.#require(entries === count, `${words}: ${entries} entries or ${count}`);
  }

  /** The pending move, or null; the XOR of all deltas must be nothing when the supply was not cut. */
  #globalState(thread: readonly Mdir[]): { pair: readonly [number, number]; id: number } | null {
    const sum = [0, 0, 0];
    for (const dir of thread) {
      const found = dir.tags.filter(({ tag }) => type3(tag) === 0x7ff).at(-1);
      if (found === undefined) continue;
      this.#require(sizeOf(found.tag) === 12, 'a move state has 12 bytes');
      sum.forEach((word, index) => {
        sum[index] = (word ^ wordAt(dir.block, found.at + 4 * index)) >>> 0;
      });
    }
    const [tag = 0, first = 0, second = 0] = sum;
    const isNothing = sum.every((word) => word === 0);
    if (this.#afterCut !== 'unsettled') this.#require(isNothing, 'the global state is not at rest');
    this.#isUnsynced = tag >>> 31 === 1;
    if (type3(tag) !== 0x4ff) {
      this.#require(
        isNothing || this.#isUnsynced,
        'a global state that is neither a move nor nothing',
      );
      return null;
    }
    const source = thread.find(({ pair }) => pair.includes(first) && pair.includes(second));
    this.#require(source !== undefined && idOf(tag) < source.count, 'a move of what is not there');
    return { pair: [first, second], id: idOf(tag) };
  }

  #name(dir: Mdir, id: number): Located | null {
    return lookUp(dir, id, (tag) => type1(tag) === 0);
  }

  #superblock(dir: Mdir): void {
    const name = this.#name(dir, 0);
    const struct = lookUp(dir, 0, (tag) => type1(tag) === 0x200);
    if (name === null || struct === null || type3(struct.tag) !== 0x201) {
      this.#problems.push('a superblock without name or struct');
      return;
    }
    const magic = new TextDecoder().decode(dir.block.subarray(8, 16));
    this.#require(magic === 'littlefs', 'the magic string is not at offset 8');
    this.#require(name.at === 8 && sizeOf(name.tag) === 8, 'the superblock is not the first tag');
    const words = Array.from({ length: 6 }, (_, index) => wordAt(dir.block, struct.at + 4 * index));
    this.#require(sizeOf(struct.tag) === 24, 'a superblock has 24 bytes');
    const wanted = [0x00020000, BLOCK, words[2], 255, 0x7fffffff, 0x3fe];
    this.#require(words.join() === wanted.join(), `superblock ${words.join()}`);
    this.#blockCount = Math.min(this.#blockCount, words[2] ?? 0);
    this.#require(
      words[2] === this.#image.length / BLOCK,
      'the block count is not that of the part',
    );
  }

  #directory(
    head: Mdir,
    thread: readonly Mdir[],
    move: { pair: readonly [number, number]; id: number } | null,
    prefix: string,
  ): void {
    let last: Uint8Array | null = null;
    for (let dir: Mdir | undefined = head; dir !== undefined;) {
      for (let id = 0; id < dir.count; id += 1) {
        if (move?.id === id && dir.pair.every((block) => move.pair.includes(block))) continue;
        const name = this.#name(dir, id);
        if (name === null) this.#problems.push(`id ${id} has no name`);
        if (name === null || type3(name.tag) === 0x0ff) continue;
        const bytes = dir.block.subarray(name.at, name.at + sizeOf(name.tag));
        const text = prefix + new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        if (last !== null) this.#require(inOrder(last, bytes), `${text} is out of order`);
        last = bytes;
        this.#require(bytes.length > 0 && bytes.length <= 255, `${text}: length of the name`);
        this.#require(!this.#files.has(text), `${text} is there twice`);
        this.#homes.set(text, thread.indexOf(dir));
        if (type3(name.tag) === 0x001) this.#files.set(text, this.#content(dir, id, text));
        else this.#subdirectory(dir, id, thread, move, `${text}/`);
      }
      const next: readonly [number, number] | null = dir.isHard ? dir.tail : null;
      dir = next === null ? undefined : thread.find(({ pair }) => pair.includes(next[0]));
    }
  }

  #subdirectory(
    dir: Mdir,
    id: number,
    thread: readonly Mdir[],
    ...[move, prefix]: [{ pair: readonly [number, number]; id: number } | null, string]
  ): void {
    const struct = lookUp(dir, id, (tag) => type1(tag) === 0x200);
    const at = struct?.at ?? 0;
    const blocks = [wordAt(dir.block, at), wordAt(dir.block, at + 4)] as const;
    const known = thread.find(({ pair }) => blocks.every((block) => pair.includes(block)));
    const head = known ?? (this.#isUnsynced ? (this.#fetch(blocks) ?? undefined) : undefined);
    if (head === undefined) this.#problems.push(`${prefix} is not on the thread`);
    else this.#directory(head, thread, move, prefix);
  }

  #content(dir: Mdir, id: number, name: string): Uint8Array {
    const struct = lookUp(dir, id, (tag) => type1(tag) === 0x200);
    if (struct === null) {
      this.#problems.push(`${name} has no struct`);
      return new Uint8Array();
    }
    const size = sizeOf(struct.tag);
    if (type3(struct.tag) === 0x201) {
      this.#require(size <= 256, `${name}: ${size} bytes inline are more than the cache holds`);
      return dir.block.slice(struct.at, struct.at + size);
    }
    this.#require(type3(struct.tag) === 0x202 && size === 8, `${name}: a struct of its type`);
    return this.#skipList(wordAt(dir.block, struct.at), wordAt(dir.block, struct.at + 4), name);
  }

  /** By the formulas of littlefs DESIGN.md: which block holds the last byte, then back from block to block. */
  #skipList(head: number, size: number, name: string): Uint8Array {
    const content = new Uint8Array(size);
    const last = indexOf(size - 1);
    const chain = new Map<number, number>([[last, head]]);
    let end = size;
    for (let index = last; index >= 0; index -= 1) {
      const block = chain.get(index) ?? NONE;
      if (!this.#use(block, name)) return content;
      const bytes = this.#block(block);
      const skips = index === 0 ? 0 : Math.log2(index & -index) + 1;
      for (let power = 0; power < skips; power += 1) {
        const target = wordAt(bytes, 4 * power);
        const known = chain.get(index - 2 ** power);
        this.#require(known === undefined || known === target, `${name}: skips lead apart`);
        chain.set(index - 2 ** power, target);
      }
      const start = startOf(index);
      content.set(bytes.subarray(4 * skips, 4 * skips + end - start), start);
      end = start;
    }
    return content;
  }
}

/**
 * Bytes of a file that lie before block `index`: littlefs DESIGN.md gives N(n) = Bn - w(2n - popcount(n))
 * for whole blocks.
 */
function startOf(index: number): number {
  if (index === 0) return 0;
  const before = index - 1; // pointers of the blocks 1 … n-1 sum up to 2(n-1) - popcount(n-1)
  return BLOCK * index - 4 * (2 * before - popcount(before));
}

function indexOf(offset: number): number {
  let index = 0;
  while (startOf(index + 1) <= offset) index += 1;
  return index;
}

const popcount = (value: number): number => value.toString(2).replaceAll('0', '').length;

/** Alphabetical; lfs.c (lfs_dir_find_match) puts a name behind the longer ones that begin with it. */
function inOrder(a: Uint8Array, b: Uint8Array): boolean {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  if (at < 0) return a.length > b.length || b.length === a.length;
  if (at >= b.length) return true;
  return (a[at] ?? 0) < (b[at] ?? 0);
}
