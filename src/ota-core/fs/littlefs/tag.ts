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
export const groupOf = (type: number): number => type & 0x700;

/** True for the tags that end a commit; 0x5ff, the forward CRC of version 2.1, is none. */
export const endsCommit = (type: number): boolean => (type & 0x780) === TAG.crc;

const NOTHING = new Uint8Array(0);

/** Opens a gap for a new entry; those behind it move on by one. */
export const createTag = (id: number): Tag => ({ type: TAG.create, id, data: NOTHING });
/** Takes an entry out; those behind it move up. Its length is 0, not that of a deleted piece. */
export const deleteTag = (id: number): Tag => ({ type: TAG.delete, id, data: NOTHING });
