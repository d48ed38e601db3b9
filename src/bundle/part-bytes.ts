import type { Bundle, BundlePart } from './bundle.ts';
import { slotPartsOf } from './slot-parts.ts';

/** A copy of the bytes of a part: the caller may change it, the checked bytes stay. */
export function partBytes(
  { bytes }: Pick<Bundle, 'bytes'>,
  { dataOffset, sizeBytes }: Pick<BundlePart, 'dataOffset' | 'sizeBytes'>,
): Uint8Array {
  return bytes.slice(dataOffset, dataOffset + sizeBytes);
}

/** The bytes of what goes into a slot as its app or its filesystem; null where the bundle has none. */
export function slotPartBytes(bundle: Bundle, kind: 'app' | 'fs'): Uint8Array | null {
  const wanted = slotPartsOf(bundle.manifest).find((part) => part.kind === kind)?.part;
  const found = bundle.parts.find(({ part }) => part === wanted);
  return found === undefined ? null : partBytes(bundle, found);
}
