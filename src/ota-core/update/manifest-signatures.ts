import { decodeBase64 } from '../primitives/base64.ts';
import { decodeUtf8 } from '../primitives/utf8.ts';
import { readExtraBlocks, SIGNATURE_ID } from './extra-field.ts';
import type { Manifest } from './manifest.ts';
import { parseStrictJson } from './strict-json.ts';

/** `update.key0` to `update.key7`, `sig0` to `sig7` (bundle.md#signatures). */
export const SIGNATURE_SLOTS = 8;

/** One signature of a manifest. `der`: as it is written there, not looked at. */
export interface ManifestSignature {
  /** The key it is made for: 0 to 7. */
  readonly slot: number;
  readonly der: Uint8Array;
}

export type ManifestSignatures =
  | { readonly kind: 'none' }
  /** There is a field, and it cannot be read as one with signatures. */
  | { readonly kind: 'unreadable' }
  /** At least one. */
  | { readonly kind: 'some'; readonly signatures: readonly ManifestSignature[] };

const UNREADABLE = { kind: 'unreadable' } as const;
const SLOT_NAME = /^sig([0-7])$/;

/**
 * What the extra field of manifest.json holds, read in one way by host and device. Other keys than `sig0` to `sig7`
 * are the packer's own (`--extra-attr`) and no signatures, whatever they resemble.
 */
export function readManifestSignatures(extra: Uint8Array): ManifestSignatures {
  const blocks = readExtraBlocks(extra);
  const fields = blocks.filter(({ id }) => id === SIGNATURE_ID);
  const [field] = fields;
  if (field === undefined) return { kind: 'none' };
  if (fields.length > 1 || !field.isWhole) return UNREADABLE;
  const json = parseStrictJson(decodeUtf8(field.body) ?? '');
  if (!json.ok || !(json.value instanceof Map)) return UNREADABLE;
  const signatures: ManifestSignature[] = [];
  for (const [key, value] of json.value) {
    const slot = SLOT_NAME.exec(String(key))?.[1];
    if (slot === undefined) continue;
    const der = typeof value === 'string' ? decodeBase64(value) : null;
    if (der === null || der.length === 0) return UNREADABLE;
    signatures.push({ slot: Number(slot), der });
  }
  return signatures.length === 0 ? { kind: 'none' } : { kind: 'some', signatures };
}

/** A part that no signature of the manifest covers, because its bytes are not named by a digest; null = all are. */
export function partWithoutDigest({ parts }: Pick<Manifest, 'parts'>): string | null {
  const open = parts.find(
    ({ src, sha1, sha256 }) => src !== null && sha1 === null && sha256 === null,
  );
  return open?.name ?? null;
}
