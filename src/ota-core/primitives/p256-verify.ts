/** ECDSA on P-256 with SHA-256, synchronous. Imported only where signatures are enforced: it weighs 15 kB. */
import { p256 } from '@noble/curves/nist.js';
import { readEcdsaSignature } from './p256-encoding.ts';

/** Whether these 65 bytes are an uncompressed point on the curve. */
export function isP256Point(point: Uint8Array): boolean {
  try {
    p256.Point.fromBytes(point).assertValidity();
    return true;
  } catch {
    return false; // that is how it answers
  }
}

/** `der`: an ECDSA-Sig-Value. false for whatever is not a valid signature of these bytes; throws nothing. */
export function verifyP256(point: Uint8Array, bytes: Uint8Array, der: Uint8Array): boolean {
  const raw = readEcdsaSignature(der);
  return raw !== null && verifyRawP256(point, bytes, raw);
}

/**
 * The same for a signature of r and s, 32 bytes each, as WebCrypto has it.
 * `lowS`: of the two values of s that fit, only the smaller one; else either.
 */
export function verifyRawP256(
  point: Uint8Array,
  bytes: Uint8Array,
  raw: Uint8Array,
  lowS = false,
): boolean {
  try {
    return p256.verify(raw, bytes, point, { lowS });
  } catch {
    return false; // a point that lies on no curve
  }
}

/** The same signature with the smaller one of the two values of s that fit. Throws where r or s is out of range. */
export function withLowS(raw: Uint8Array): Uint8Array {
  const signature = p256.Signature.fromBytes(raw);
  const { r, s } = signature;
  return signature.hasHighS() ? new p256.Signature(r, p256.Point.Fn.neg(s)).toBytes() : raw;
}
