/** Extra field of manifest.json that holds signatures, as the device and the packer name it (bundle.md#signatures). */
export const SIGNATURE_ID = 0x293a;

const NONE = new Uint8Array(0);

/** The body of the first signature block in an extra field; empty where there is none. A view. */
export const readSignatureField = (extra: Uint8Array): Uint8Array =>
  readExtraField(extra, SIGNATURE_ID) ?? NONE;

/** The body of the first block of this id in an extra field; null where there is none. A view. */
export function readExtraField(extra: Uint8Array, id: number): Uint8Array | null {
  return readExtraBlocks(extra).find((block) => block.id === id)?.body ?? null;
}

export interface ExtraBlock {
  readonly id: number;
  /** A view; shorter than announced where the field ends before. */
  readonly body: Uint8Array;
  readonly isWhole: boolean;
}

/** All blocks of an extra field, in order (APPNOTE 4.5.1). */
export function readExtraBlocks(extra: Uint8Array): readonly ExtraBlock[] {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  const blocks: ExtraBlock[] = [];
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + view.getUint16(at + 2, true);
    const body = extra.subarray(at + 4, end);
    blocks.push({ id: view.getUint16(at, true), body, isWhole: end <= extra.length });
    at = end;
  }
  return blocks;
}
