import { readExtraBlocks, SIGNATURE_ID } from '../ota-core/update/extra-field.ts';

/** Id and length (APPNOTE 4.5.1). */
const BLOCK_HEAD = 4;

/** Another name for the entry, which some programs use and some do not (APPNOTE 4.6.9). */
export const UNICODE_PATH = 0x7075;

/**
 * An extra field is blocks, each of the length that it tells, to its last byte; one of them at most holds signatures, none gives
 * another name. Others could be read in two ways: what one program skips, another one finds.
 */
export function isSoundExtra(extra: Uint8Array): boolean {
  const blocks = readExtraBlocks(extra);
  const signed = blocks.filter(({ id }) => id === SIGNATURE_ID).length;
  const bytes = blocks.reduce((sum, { body }) => sum + BLOCK_HEAD + body.length, 0);
  const isNamedAgain = blocks.some(({ id }) => id === UNICODE_PATH);
  return (
    bytes === extra.length && blocks.every(({ isWhole }) => isWhole) && signed <= 1 && !isNamedAgain
  );
}
