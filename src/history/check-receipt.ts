/** Whether a receipt is what was signed. By arithmetic of our own: also where a page has no WebCrypto, and without a network. */
import { verifyEd25519 } from '../ota-core/primitives/ed25519-verify.ts';
import { verifyRawP256 } from '../ota-core/primitives/p256-verify.ts';
import { readReceiptCode } from './receipt-code.ts';
import { sha256Of, keyFingerprint, readReceipt } from './receipt.ts';
import type { ReadReceipt, Receipt, ReceiptAlgorithm } from './receipt.ts';

export type CheckedReceipt =
  /** No receipt of this app, or one of which something was changed, added or left out. */
  | { readonly kind: 'unreadable' }
  /** It reads well, and was not signed with the key that it names. */
  | { readonly kind: 'not-genuine'; readonly receipt: Receipt }
  | {
      readonly kind: 'genuine';
      readonly receipt: Receipt;
      readonly algorithm: ReceiptAlgorithm;
      readonly fingerprint: string;
      readonly digest: string;
      /** The key is that of this browser. */
      readonly isOwn: boolean;
    };

/** `text`: of a file, or of the code on a printed receipt. `own`: fingerprint of this browser's key; null = it has none. */
export function checkReceipt(text: string, own: string | null): CheckedReceipt {
  const read = readReceipt(readReceiptCode(text) ?? text);
  if (read === null) return { kind: 'unreadable' };
  const { receipt, key, bytes } = read;
  if (!isGenuine(read)) return { kind: 'not-genuine', receipt };
  const fingerprint = keyFingerprint(key);
  return {
    kind: 'genuine',
    ...{ receipt, fingerprint, algorithm: key.algorithm },
    digest: sha256Of(bytes),
    isOwn: fingerprint === own,
  };
}

function isGenuine({ key, bytes, signature }: ReadReceipt): boolean {
  switch (key.algorithm) {
    case 'Ed25519':
      return verifyEd25519(key.publicKey, bytes, signature);
    case 'P-256':
      return verifyRawP256(key.publicKey, bytes, signature, true);
  }
}
