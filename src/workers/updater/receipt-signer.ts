/** Signs receipts with a key of this browser, which is made at the first receipt and never leaves it: it cannot be read, only used. */
import type { ReceiptAlgorithm, ReceiptKey } from '../../history/receipt.ts';
import { keepReceiptKey, receiptKeyIn } from '../../store/history.ts';
import type { KeptReceiptKey } from '../../store/own-identity.ts';
import type { KnownDevices } from './known-devices.ts';

export interface ReceiptSigner extends ReceiptKey {
  /** The browser keeps the key; else it is gone with this thread. */
  readonly isKept: boolean;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

export class ReceiptKeys {
  readonly #known: Pick<KnownDevices, 'inStore'>;
  #signer: Promise<ReceiptSigner | null> | null = null;

  constructor(known: Pick<KnownDevices, 'inStore'>) {
    this.#known = known;
  }

  /** null: a page that came over http from another computer has nothing to sign with. Rejects where the browser makes no key. */
  signer(): Promise<ReceiptSigner | null> {
    this.#signer ??= this.#open();
    this.#signer.catch(() => {
      this.#signer = null;
    });
    return this.#signer;
  }

  /** Makes none; null: there is none. */
  async own(): Promise<ReceiptKey | null> {
    if (this.#signer !== null) return this.#signer;
    const kept = await this.#known.inStore(receiptKeyIn);
    return kept.ok ? kept.value : null;
  }

  async #open(): Promise<ReceiptSigner | null> {
    if (!('subtle' in crypto)) return null;
    const before = await this.#known.inStore(receiptKeyIn);
    if (before.ok && before.value !== null) return signerOf(before.value, true);
    const made = await makeKey();
    // Some browsers make a key of a kind that they cannot store yet.
    const kept = await this.#known.inStore((store) => keepReceiptKey(store, made));
    return kept.ok ? signerOf(kept.value, true) : signerOf(made, false);
  }
}

const MAKE = {
  Ed25519: { name: 'Ed25519' },
  'P-256': { name: 'ECDSA', namedCurve: 'P-256' },
} as const satisfies Record<ReceiptAlgorithm, object>;

const SIGN = {
  Ed25519: { name: 'Ed25519' },
  'P-256': { name: 'ECDSA', hash: 'SHA-256' },
} as const satisfies Record<ReceiptAlgorithm, object>;

/** Ed25519 where the browser has it. */
const makeKey = (): Promise<KeptReceiptKey> => makeKeyOf('Ed25519').catch(() => makeKeyOf('P-256'));

async function makeKeyOf(algorithm: ReceiptAlgorithm): Promise<KeptReceiptKey> {
  const made = await crypto.subtle.generateKey(MAKE[algorithm], false, ['sign', 'verify']);
  if (!('privateKey' in made)) throw new TypeError(`no pair of keys for ${algorithm}`);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', made.publicKey));
  return { id: 'receipt', algorithm, privateKey: made.privateKey, publicKey };
}

const signerOf = (
  { algorithm, privateKey, publicKey }: KeptReceiptKey,
  isKept: boolean,
): ReceiptSigner => ({
  ...{ algorithm, publicKey, isKept },
  async sign(bytes) {
    const made = await crypto.subtle.sign(SIGN[algorithm], privateKey, new Uint8Array(bytes));
    return inOneForm(algorithm, new Uint8Array(made));
  },
});

/** Two values of s fit each signature with P-256, and WebCrypto gives either; a receipt has the smaller one, so that there is one. */
async function inOneForm(algorithm: ReceiptAlgorithm, signature: Uint8Array): Promise<Uint8Array> {
  if (algorithm === 'Ed25519') return signature;
  const { withLowS } = await import('../../ota-core/primitives/p256-verify.ts');
  return withLowS(signature);
}
