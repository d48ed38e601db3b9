/** The entry that says what the filesystem is (littlefs SPEC.md, superblock): first of the first pair. */
import type { Flash } from '../../flash/flash.ts';
import { bytesEqual } from '../../primitives/bytes.ts';
import { FilesystemError } from '../filesystem.ts';
import {
  ATTRIBUTE_MAX,
  DISK_VERSION,
  FILE_MAX,
  NAME_MAX,
  Blocks,
  DEFAULT_BLOCK_SIZE,
} from './blocks.ts';
import { encodeCommit } from './metadata-log.ts';
import { contentTags, EMPTY_CONTENT } from './pair-content.ts';
import type { PairEntry } from './pair-content.ts';
import { TAG, FIRST_TAG } from './tag.ts';

export interface Superblock {
  readonly blockCount: number;
  /** Bytes. */
  readonly nameMax: number;
  readonly fileMax: number;
}

/** 'littlefs'. */
const MAGIC = Uint8Array.of(0x6c, 0x69, 0x74, 0x74, 0x6c, 0x65, 0x66, 0x73);
const SUPERBLOCK_BYTES = 24;

export const isSuperblock = (entry: PairEntry | undefined): boolean =>
  entry?.type === TAG.superblockName;

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
