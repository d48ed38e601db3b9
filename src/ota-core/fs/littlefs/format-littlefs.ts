import type { Flash } from '../../flash/flash.ts';
import { FilesystemError } from '../filesystem.ts';
import { Blocks } from './blocks.ts';
import { encodeCommit } from './metadata-log.ts';
import { contentTags, EMPTY_CONTENT } from './pair-content.ts';
import { DEFAULT_BLOCK_SIZE } from './parameters.ts';
import { createSuperblock } from './superblock.ts';
import { FIRST_TAG } from './tag.ts';

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
