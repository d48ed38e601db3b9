import { readExtraField } from '../../ota-core/update/extra-field.ts';
import { ZIP64_MARK } from '../../ota-core/update/zip-format.ts';
import { readUint64 } from './lenient-end.ts';

interface Sizes {
  readonly size: number;
  readonly packedSize: number;
  readonly localOffset?: number;
}

/** Id of the extra field with what a header has no room for (APPNOTE 4.5.3). */
const ZIP64_ID = 0x0001;

/**
 * A header with the sizes, and the offset where it has one, of its zip64 field in place of the marks; the header itself
 * where it has no marks; null where the field lacks what is left to it.
 */
export function withZip64Sizes<H extends Sizes>(header: H, extra: Uint8Array): H | null {
  const marked = (['size', 'packedSize', 'localOffset'] as const).filter(
    (name) => header[name] === ZIP64_MARK,
  );
  if (marked.length === 0) return header;
  const field = readExtraField(extra, ZIP64_ID);
  if (field === null) return null;
  const view = new DataView(field.buffer, field.byteOffset, field.byteLength);
  const found: Partial<Record<keyof Sizes, number>> = {};
  for (const [index, name] of marked.entries()) {
    const value = readUint64(view, index * 8);
    if (value === null) return null;
    found[name] = value;
  }
  return { ...header, ...found };
}
