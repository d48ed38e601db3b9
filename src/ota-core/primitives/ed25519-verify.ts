/** Ed25519 (RFC 8032), synchronous. Imported only where receipts are checked: it is heavy. */
import { ed25519 } from '@noble/curves/ed25519.js';

/** false for whatever is not a valid signature of these bytes; throws nothing. By the strict rules of RFC 8032, section 5.1.7. */
export function verifyEd25519(key: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, bytes, key, { zip215: false });
  } catch {
    return false; // a key that lies on no curve
  }
}
