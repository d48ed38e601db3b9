/** Keys and signatures on P-256 as they are written down, read to the letter by host and device. */
import { decodeBase64 } from './base64.ts';
import { bytesEqual } from './bytes.ts';

/** SubjectPublicKeyInfo of an uncompressed point on P-256 (RFC 5480): all of it but the point's two coordinates. */
const PREFIX = Uint8Array.from([
  0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
  0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
]);
const COORDINATES = 64;
/** The mark of an uncompressed point (SEC 1 section 2.3.3). */
const MARK_BYTES = 1;

/** What judges signatures, as p256-verify.ts does. It is handed in: it is heavy, and few devices need it. */
export interface P256Port {
  isP256Point(point: Uint8Array): boolean;
  verifyP256(point: Uint8Array, bytes: Uint8Array, der: Uint8Array): boolean;
}

const PEM = /^-----BEGIN PUBLIC KEY-----([\s\S]*)-----END PUBLIC KEY-----$/;

/**
 * A public key as people have it: the base64 of its SubjectPublicKeyInfo, which is what devices and `mos` take, or a PEM
 * file of it. null where it is neither, or no key on P-256 as devices take it.
 */
export function parsePublicKey(text: string): Uint8Array<ArrayBuffer> | null {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  const base64 = (PEM.exec(trimmed)?.[1] ?? trimmed).replace(/\s+/g, '');
  const spki = decodeBase64(base64);
  return spki === null || pointOfSpki(spki) === null ? null : new Uint8Array(spki);
}

/**
 * The point of a public key as devices take it (`update.keyN`, bundle.md#signatures), 65 bytes; a view. null where it
 * is of another kind or form: another curve, a compressed point. Whether it lies on the curve is not looked at.
 */
export function pointOfSpki(spki: Uint8Array): Uint8Array | null {
  const isOurs =
    spki.length === PREFIX.length + COORDINATES &&
    bytesEqual(spki.subarray(0, PREFIX.length), PREFIX);
  return isOurs ? spki.subarray(PREFIX.length - MARK_BYTES) : null;
}

/** Order of the group of P-256 (FIPS 186-5, SEC 2 section 2.4.2), big-endian. */
const ORDER = Uint8Array.from([
  0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
  0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
]);
const NUMBER_BYTES = 32;
const SEQUENCE = 0x30;
const INTEGER = 0x02;

/**
 * r and s of an ECDSA-Sig-Value (RFC 3279 section 2.2.3) as 64 bytes, for P-256; null unless it is DER to the letter,
 * with both numbers between 1 and the order of the group. `s` may be the larger one of its two values.
 */
export function readEcdsaSignature(der: Uint8Array): Uint8Array | null {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2 || der.length > 127) return null;
  const r = readNumber(der, 2);
  if (r === null) return null;
  const s = readNumber(der, r.end);
  if (s === null || s.end !== der.length) return null;
  const raw = new Uint8Array(2 * NUMBER_BYTES);
  raw.set(r.value, NUMBER_BYTES - r.value.length);
  raw.set(s.value, 2 * NUMBER_BYTES - s.value.length);
  const isInRange = isScalar(raw.subarray(0, NUMBER_BYTES)) && isScalar(raw.subarray(NUMBER_BYTES));
  return isInRange ? raw : null;
}

/** A positive INTEGER without a needless zero in front, of as many bytes as a number of P-256 has. */
function readNumber(
  der: Uint8Array,
  at: number,
): { readonly value: Uint8Array; readonly end: number } | null {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  if (der[at] !== INTEGER || length === 0 || end > der.length) return null;
  const [first = 0, second = 0] = der.subarray(at + 2, end);
  const isNegative = first >= 0x80;
  const isPadded = first === 0 && (length === 1 || second < 0x80);
  if (isNegative || isPadded) return null;
  const value = der.subarray(first === 0 ? at + 3 : at + 2, end);
  return value.length > NUMBER_BYTES ? null : { value, end };
}

/** Not 0, and below the order. */
function isScalar(number: Uint8Array): boolean {
  if (number.every((byte) => byte === 0)) return false;
  const at = number.findIndex((byte, index) => byte !== ORDER[index]);
  return at >= 0 && (number[at] ?? 0) < (ORDER[at] ?? 0);
}
