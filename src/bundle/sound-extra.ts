/** Extra field of manifest.json that holds signatures (bundle.md#signatures). */
const SIGNATURES = 0x293a;
/** Id and length (APPNOTE 4.5.1). */
const BLOCK_HEAD = 4;

/** Another name for the entry, which some programs use and some do not (APPNOTE 4.6.9). */
export const UNICODE_PATH = 0x7075;

/**
 * An extra field is blocks, each of the length that it tells, to its last byte; one of them at most holds signatures, none gives
 * another name. Others could be read in two ways: what one program skips, another one finds.
 */
export function isSoundExtra(extra: Uint8Array): boolean {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  let isSigned = false;
  let at = 0;
  for (; at + BLOCK_HEAD <= extra.length; at += BLOCK_HEAD + view.getUint16(at + 2, true)) {
    const id = view.getUint16(at, true);
    if (id === UNICODE_PATH || (id === SIGNATURES && isSigned)) return false;
    isSigned ||= id === SIGNATURES;
  }
  return at === extra.length;
}
