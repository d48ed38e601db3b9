/** Who this browser is on records and receipts. */
import type { ReceiptAlgorithm } from '../history/receipt.ts';

/** What people at this browser are called on records of updates. */
export interface KeptName {
  readonly id: 'who';
  readonly name: string;
}

/** What receipts are signed with: the browser signs, and gives the key itself to nobody. */
export interface KeptReceiptKey {
  readonly id: 'receipt';
  readonly algorithm: ReceiptAlgorithm;
  readonly privateKey: CryptoKey;
  readonly publicKey: Uint8Array;
}

export const isReceiptKey = (value: unknown): value is KeptReceiptKey =>
  typeof value === 'object' &&
  value !== null &&
  'privateKey' in value &&
  value.privateKey instanceof CryptoKey &&
  'publicKey' in value &&
  value.publicKey instanceof Uint8Array &&
  'algorithm' in value &&
  (value.algorithm === 'Ed25519' || value.algorithm === 'P-256');
