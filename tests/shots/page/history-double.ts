import { ed25519 } from '@noble/curves/ed25519.js';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { Outcome } from '../../../src/contracts/failure.ts';
import { checkReceipt } from '../../../src/history/check-receipt.ts';
import { receiptCode } from '../../../src/history/receipt-code.ts';
import {
  bytesToSign,
  sha256Of,
  keyFingerprint,
  receiptOf,
  receiptText,
} from '../../../src/history/receipt.ts';
import type { HistoryApi, SealedReceipt } from '../../../src/workers/history-api.ts';
import { UpdateHistoryKeeper } from '../../../src/workers/updater/history-keeper.ts';

/** Always the same, and so are the pictures. */
const SECRET = new Uint8Array(32).fill(7);
const KEY = { algorithm: 'Ed25519', publicKey: ed25519.getPublicKey(SECRET) } as const;

/** The history of the updater's thread, in memory; a script says what is in it. */
export class HistoryDouble {
  readonly keeper = new UpdateHistoryKeeper({
    known: { inStore: () => Promise.resolve(CLOSED) },
    wall: () => Date.now(),
  });
  /** The browser keeps it. */
  isKept = true;
  /** The page may sign. */
  canSign = true;

  readonly api: HistoryApi = {
    updateHistory: async () => done({ ...(await this.keeper.all()), isKept: this.isKept }),
    removeFromHistory: async (ids) => done(await this.keeper.remove(ids)),
    putBackInHistory: async (updates) => done(await this.keeper.putBack(updates)),
    setWho: async (name) => done(await this.keeper.setWho(name)),
    sealReceipt: async (id) => done(await this.#seal(id)),
    checkReceipt: (text) => Promise.resolve(done(checkReceipt(text, keyFingerprint(KEY)))),
  };

  async #seal(id: string | null): Promise<SealedReceipt | null> {
    const record = (await this.keeper.all()).updates.find((one) => one.id === id);
    if (record === undefined || !this.canSign) return null;
    const told = receiptOf(record);
    const text = receiptText(told, KEY, ed25519.sign(bytesToSign(told, KEY), SECRET));
    return {
      ...{
        text,
        who: record.who,
        code: receiptCode(text),
        digest: sha256Of(bytesToSign(told, KEY)),
      },
      ...{ fingerprint: keyFingerprint(KEY), algorithm: KEY.algorithm, isKept: true },
    };
  }
}

const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
const CLOSED = {
  ok: false,
  failure: toFailure(new OtaError('storage/failed', { detail: 'closed' })),
} as const;
