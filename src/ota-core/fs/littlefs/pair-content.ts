/**
 * What a metadata pair says once all its commits are taken in order: entries by id, the way to the next
 * pair, and the pair's share of the global state. Values only; the bytes are in metadata-log.ts.
 */
import { FilesystemError } from '../filesystem.ts';
import { encodePair, isNullPair, NULL_PAIR, readPair, type BlockPair } from './blocks.ts';
import {
  decodeState,
  encodeState,
  NO_STATE,
  statesEqual,
  type GlobalState,
} from './global-state.ts';
import { groupOf, NO_ID, TAG, type Tag } from './tag.ts';

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
