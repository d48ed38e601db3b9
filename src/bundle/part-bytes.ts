import type { Bundle, BundlePart } from './bundle.ts';
import { slotPartsOf } from './slot-parts.ts';

/** The bytes of a part as they lie in the bundle; owned by the caller. */
export async function partBytes(
  { bytes }: Pick<Bundle, 'bytes'>,
  { dataOffset, sizeBytes }: Pick<BundlePart, 'dataOffset' | 'sizeBytes'>,
): Promise<Uint8Array> {
  return new Uint8Array(await bytes.slice(dataOffset, dataOffset + sizeBytes).arrayBuffer());
}

/** The bytes of what goes into a slot as its app or its filesystem; null where the bundle has none. */
export async function slotPartBytes(
  bundle: Bundle,
  kind: 'app' | 'fs',
): Promise<Uint8Array | null> {
  const wanted = slotPartsOf(bundle.manifest).find((part) => part.kind === kind)?.part;
  const found = bundle.parts.find(({ part }) => part === wanted);
  return found === undefined ? null : partBytes(bundle, found);
}
