/**
 * What a metadata pair says once all its commits are taken in order: entries by id, the way to the next
 * pair, and the pair's share of the global state. Values only, below them the
 * tags and the state that they are made of; the bytes of a log are in metadata-log.ts.
 */
import { FilesystemError } from '../filesystem.ts';
import { encodePair, isNullPair, NULL_PAIR, readPair, type BlockPair } from './blocks.ts';

/**
 * The 32 bits that describe every piece of metadata (littlefs SPEC.md, metadata tags):
 *
 *   1 bit invalid | 11 bits type | 10 bits id | 10 bits length
 */
export const TAG = {
  regularName: 0x001,
  directoryName: 0x002,
  superblockName: 0x0ff,
  directoryStruct: 0x200,
  inlineStruct: 0x201,
  skipListStruct: 0x202,
  userAttribute: 0x300,
  create: 0x401,
  delete: 0x4ff,
  crc: 0x500,
  softTail: 0x600,
  hardTail: 0x601,
  moveState: 0x7ff,
} as const;

/** The id of what belongs to no file. */
export const NO_ID = 0x3ff;
/** The length of what is gone. */
const DELETED = 0x3ff;
/** What the first tag of a block is XORed with. */
export const FIRST_TAG = 0xffff_ffff;

/** One piece of metadata. `data` null: the piece of this type and id is gone. */
export interface Tag {
  readonly type: number;
  readonly id: number;
  readonly data: Uint8Array | null;
}

export interface TagHead {
  readonly type: number;
  readonly id: number;
  /** null: deleted. */
  readonly length: number | null;
}

/** null where the valid bit says that nothing was written here. */
export function decodeTag(raw: number): TagHead | null {
  if (raw >>> 31 !== 0) return null;
  const length = raw & 0x3ff;
  return {
    type: (raw >>> 20) & 0x7ff,
    id: (raw >>> 10) & 0x3ff,
    length: length === DELETED ? null : length,
  };
}

export function encodeTag({ type, id, length }: TagHead): number {
  return ((type << 20) | (id << 10) | (length ?? DELETED)) >>> 0;
}

/** The group of eight that a type belongs to. */
const groupOf = (type: number): number => type & 0x700;

/** True for the tags that end a commit; 0x5ff, the forward CRC of version 2.1, is none. */
export const endsCommit = (type: number): boolean => (type & 0x780) === TAG.crc;

const NOTHING = new Uint8Array(0);

/** Opens a gap for a new entry; those behind it move on by one. */
export const createTag = (id: number): Tag => ({ type: TAG.create, id, data: NOTHING });
/** Takes an entry out; those behind it move up. Its length is 0, not that of a deleted piece. */
export const deleteTag = (id: number): Tag => ({ type: TAG.delete, id, data: NOTHING });

/**
 * What concerns more than one metadata pair (littlefs SPEC.md, move state). On the flash it is spread:
 * the XOR of the deltas of all pairs on the thread.
 */

export interface GlobalState {
  readonly tag: number;
  readonly pair: BlockPair;
}

export const NO_STATE: GlobalState = { tag: 0, pair: [0, 0] };
/** The thread may hold directories that are gone, or old places of pairs. */
const UNSYNCED = 0x8000_0000;
const STATE_BYTES = 12;

export function xorStates(a: GlobalState, b: GlobalState): GlobalState {
  return {
    tag: (a.tag ^ b.tag) >>> 0,
    pair: [(a.pair[0] ^ b.pair[0]) >>> 0, (a.pair[1] ^ b.pair[1]) >>> 0],
  };
}

export const statesEqual = (a: GlobalState, b: GlobalState): boolean =>
  a.tag === b.tag && a.pair[0] === b.pair[0] && a.pair[1] === b.pair[1];

export const isUnsynced = (state: GlobalState): boolean => state.tag >>> 31 === 1;

export const withoutUnsynced = (state: GlobalState): GlobalState => ({
  ...state,
  tag: (state.tag & ~UNSYNCED) >>> 0,
});

/** The file that is in two places: the entry here is the one that counts as deleted. null: no move is under way. */
export function pendingMoveOf(
  state: GlobalState,
): { readonly pair: BlockPair; readonly id: number } | null {
  if (((state.tag >>> 20) & 0x7ff) !== TAG.delete) return null;
  return { pair: state.pair, id: (state.tag >>> 10) & 0x3ff };
}

/** The same state with another move; null takes it away. */
export function withMove(
  state: GlobalState,
  move: { readonly pair: BlockPair; readonly id: number } | null,
): GlobalState {
  const flag = (state.tag & UNSYNCED) >>> 0;
  if (move === null) return { tag: flag, pair: [0, 0] };
  return { tag: (flag | (TAG.delete << 20) | (move.id << 10)) >>> 0, pair: move.pair };
}

/** null where the bytes are too few. */
function decodeState(bytes: Uint8Array): GlobalState | null {
  if (bytes.length < STATE_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, STATE_BYTES);
  // The ten bits of a length are a count that lives only in a device's RAM.
  return { tag: (view.getUint32(0, true) & ~0x3ff) >>> 0, pair: readPair(bytes, 4) };
}

function encodeState(state: GlobalState): Uint8Array {
  const bytes = new Uint8Array(STATE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, state.tag, true);
  view.setUint32(4, state.pair[0], true);
  view.setUint32(8, state.pair[1], true);
  return bytes;
}

export type EntryStruct =
  | { readonly kind: 'inline'; readonly bytes: Uint8Array }
  | { readonly kind: 'skip-list'; readonly head: number; readonly size: number }
  | { readonly kind: 'directory'; readonly pair: BlockPair };

export interface PairEntry {
  /** The type of its name tag; null: a place that was never named. */
  readonly type: number | null;
  readonly name: Uint8Array;
  readonly struct: EntryStruct | null;
  /** User attributes by their eight-bit type: kept, never looked at. */
  readonly attributes: ReadonlyMap<number, Uint8Array>;
}

export interface Tail {
  readonly pair: BlockPair;
  /** The next pair goes on with this directory; else it is only next on the thread. */
  readonly isHard: boolean;
}

export interface PairContent {
  readonly entries: readonly PairEntry[];
  readonly tail: Tail | null;
  readonly delta: GlobalState;
}

export const EMPTY_CONTENT: PairContent = { entries: [], tail: null, delta: NO_STATE };
const NO_ENTRY: PairEntry = {
  type: null,
  name: new Uint8Array(0),
  struct: null,
  attributes: new Map(),
};

/** The content after a commit's tags. Views of the tags' data are kept. Throws FilesystemError where they make no sense. */
export function applyTags(content: PairContent, tags: readonly Tag[]): PairContent {
  const entries = [...content.entries];
  let { tail, delta } = content;
  for (const tag of tags) {
    const group = groupOf(tag.type);
    if (group === 0x600) tail = decodeTail(tag);
    else if (group === 0x700) delta = decodeDelta(tag);
    else if (group === 0x400) splice(entries, tag);
    else applyToEntry(entries, tag);
  }
  return { entries, tail, delta };
}

/** The fewest tags that say the same from an empty block on. */
export function contentTags(content: PairContent): Tag[] {
  const tags = content.entries.flatMap((entry, id) => entryTags(entry, id));
  const { tail, delta } = content;
  if (tail !== null) tags.push(tailTag(tail));
  if (!statesEqual(delta, NO_STATE)) tags.push(stateTag(delta));
  return tags;
}

export function entryTags(entry: PairEntry, id: number): Tag[] {
  const tags: Tag[] = [{ type: entry.type ?? TAG.regularName, id, data: entry.name }];
  if (entry.struct !== null) tags.push(structTag(entry.struct, id));
  for (const [type, data] of entry.attributes)
    tags.push({ type: TAG.userAttribute + type, id, data });
  return tags;
}

export function structTag(struct: EntryStruct, id: number): Tag {
  switch (struct.kind) {
    case 'inline':
      return { type: TAG.inlineStruct, id, data: struct.bytes };
    case 'skip-list':
      return { type: TAG.skipListStruct, id, data: encodePair([struct.head, struct.size]) };
    case 'directory':
      return { type: TAG.directoryStruct, id, data: encodePair(struct.pair) };
  }
}

/** null: this pair is the last of the thread. */
export const tailTag = (tail: Tail | null): Tag => ({
  type: tail?.isHard === true ? TAG.hardTail : TAG.softTail,
  id: NO_ID,
  data: encodePair(tail?.pair ?? NULL_PAIR),
});

export const stateTag = (delta: GlobalState): Tag => ({
  type: TAG.moveState,
  id: NO_ID,
  data: encodeState(delta),
});

function decodeTail({ type, data }: Tag): Tail | null {
  if (type !== TAG.softTail && type !== TAG.hardTail) throw unknownTag(type);
  if (data === null || data.length < 8) throw new FilesystemError('corrupt', 'a tail of no pair');
  const pair = readPair(data, 0);
  return isNullPair(pair) ? null : { pair, isHard: type === TAG.hardTail };
}

function decodeDelta({ type, data }: Tag): GlobalState {
  if (type !== TAG.moveState) throw unknownTag(type);
  const delta = data === null ? NO_STATE : decodeState(data);
  if (delta === null) throw new FilesystemError('corrupt', 'a global state that is too short');
  return delta;
}

function splice(entries: PairEntry[], { type, id }: Tag): void {
  if (type === TAG.create && id <= entries.length) entries.splice(id, 0, NO_ENTRY);
  else if (type === TAG.delete && id < entries.length) entries.splice(id, 1);
  else if (type === TAG.create || type === TAG.delete)
    throw new FilesystemError('corrupt', `entry ${id} of ${entries.length} made or deleted`);
  else throw unknownTag(type);
}

function applyToEntry(entries: PairEntry[], { type, id, data }: Tag): void {
  if (groupOf(type) === 0x500) return; // forward CRCs of version 2.1 concern only the next commit
  if (id === NO_ID && groupOf(type) === TAG.userAttribute) return; // of the root directory
  const isName = groupOf(type) === 0;
  // After a compaction names stand in the order they were given, not in that of the ids.
  while (isName && id !== NO_ID && entries.length <= id) entries.push(NO_ENTRY);
  const entry = entries[id];
  if (entry === undefined) throw new FilesystemError('corrupt', `no entry ${id} to describe`);
  entries[id] = isName ? named(entry, type, data) : described(entry, type, data);
}

function named(entry: PairEntry, type: number, data: Uint8Array | null): PairEntry {
  if (type !== TAG.regularName && type !== TAG.directoryName && type !== TAG.superblockName)
    throw unknownTag(type);
  return { ...entry, type, name: data ?? new Uint8Array(0) };
}

function described(entry: PairEntry, type: number, data: Uint8Array | null): PairEntry {
  if (groupOf(type) === TAG.userAttribute) {
    const attributes = new Map(entry.attributes);
    if (data === null) attributes.delete(type & 0xff);
    else attributes.set(type & 0xff, data);
    return { ...entry, attributes };
  }
  return { ...entry, struct: data === null ? null : decodeStruct(type, data) };
}

function decodeStruct(type: number, data: Uint8Array): EntryStruct {
  if (type === TAG.inlineStruct) return { kind: 'inline', bytes: data };
  if (type !== TAG.skipListStruct && type !== TAG.directoryStruct) throw unknownTag(type);
  if (data.length < 8) throw new FilesystemError('corrupt', 'a struct that is too short');
  const [first, second] = readPair(data, 0);
  return type === TAG.directoryStruct
    ? { kind: 'directory', pair: [first, second] }
    : { kind: 'skip-list', head: first, size: second };
}

const unknownTag = (type: number): FilesystemError =>
  new FilesystemError('corrupt', `a tag of unknown type 0x${type.toString(16)}`);
