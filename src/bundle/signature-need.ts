import type { SignatureNeed, SignatureSettings } from '../contracts/signature.ts';
import { decodeBase64 } from '../ota-core/primitives/base64.ts';
import { bytesEqual } from '../ota-core/primitives/bytes.ts';
import { pointOfSpki, readEcdsaSignature } from '../ota-core/primitives/p256-encoding.ts';
import { readManifestSignatures } from '../ota-core/update/manifest-signatures.ts';
import { createSignatureCheck } from '../ota-core/update/signature-policy.ts';
import type { SignedManifest } from '../ota-core/update/updater.ts';
import type { Bundle } from './bundle.ts';
import { signedBytes, verifyByWebCrypto, type VerifyP256 } from './verify-signature.ts';

/** A mask is a number of 32 bits with a sign. */
const MASK_BITS = 31;

/**
 * What a device with these settings makes of a bundle, by its own check (signature-policy.ts) for each key by itself; null
 * where nothing here can verify: the device decides. Never rejects. `verify`: WebCrypto when left out.
 */
export async function signatureNeedOf(
  { bytes: archive, manifest }: Pick<Bundle, 'bytes' | 'manifest'>,
  { mask, keys }: SignatureSettings,
  verify: VerifyP256 = verifyByWebCrypto,
): Promise<SignatureNeed | null> {
  const { bytes, extra } = signedBytes(archive);
  if (mask < 0) return { kind: readManifestSignatures(extra).kind === 'none' ? 'met' : 'ignored' };
  const slots = Array.from({ length: MASK_BITS }, (_, bit) => bit);
  const wanted = slots.filter((bit) => (mask & (1 << bit)) !== 0);
  const lacking: number[] = [];
  for (const slot of wanted) {
    const der = signatureInSlot({ manifest, bytes, extra }, keys, slot);
    const raw = der === null ? null : readEcdsaSignature(der);
    const spki = decodeBase64(keys[slot] ?? '');
    if (raw === null || spki === null) {
      lacking.push(slot);
      continue;
    }
    try {
      const signed = { spki: new Uint8Array(spki), raw: new Uint8Array(raw), bytes };
      if (!(await verify(signed))) lacking.push(slot);
    } catch {
      return null; // no WebCrypto, or a point that lies on no curve
    }
  }
  if (wanted.length > 0 && lacking.length === 0) {
    const same = slotsOfOneKey(wanted, keys);
    return same.length > 0 ? { kind: 'same-key', keys: same } : { kind: 'met' };
  }
  return { kind: 'lacking', keys: wanted, lacking };
}

/** Those of the slots that hold the key of another one, however it is written. */
function slotsOfOneKey(slots: readonly number[], keys: readonly string[]): readonly number[] {
  const points = new Map(
    slots.map((slot) => [slot, pointOfSpki(decodeBase64(keys[slot] ?? '') ?? new Uint8Array(0))]),
  );
  const isSame = (a: number, b: number): boolean => {
    const [one = null, other = null] = [points.get(a), points.get(b)];
    return a !== b && one !== null && other !== null && bytesEqual(one, other);
  };
  return slots.filter((slot) => slots.some((other) => isSame(slot, other)));
}

/** In DER, not verified yet; null where the device would refuse it whatever it is worth. */
function signatureInSlot(
  signed: SignedManifest,
  keys: readonly string[],
  slot: number,
): Uint8Array | null {
  const found: Uint8Array[] = [];
  const policy = { keys: keys.map((text) => decodeBase64(text)), mask: 2 ** slot };
  const p256 = {
    isP256Point: () => true,
    verifyP256: (_point: Uint8Array, _bytes: Uint8Array, der: Uint8Array) => found.push(der) > 0,
  };
  const refusal = createSignatureCheck({ policy: () => policy, p256: () => p256 })(signed);
  return refusal === null ? (found[0] ?? null) : null;
}
