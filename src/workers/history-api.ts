/** What the window may ask of the updater worker about updates that are over, and their receipts. */
import type { Outcome } from '../contracts/failure.ts';
import type { CheckedReceipt } from '../history/check-receipt.ts';
import type { PastUpdate } from '../history/past-update.ts';
import type { ReceiptAlgorithm } from '../history/receipt.ts';

export type { CheckedReceipt } from '../history/check-receipt.ts';
export type { PastMethod, PastResult, PastUpdate } from '../history/past-update.ts';
export type { Receipt } from '../history/receipt.ts';

export interface UpdateHistory {
  /** The last one first. */
  readonly updates: readonly PastUpdate[];
  /** So many are kept at most: the oldest ones make room. */
  readonly most: number;
  /** The browser keeps them; else this page does, as long as it is open. */
  readonly isKept: boolean;
  /** What people at this browser are called on records; null = nobody gave a name. */
  readonly who: string | null;
}

/** A signed receipt (history/receipt.ts). */
export interface SealedReceipt {
  /** The file. */
  readonly text: string;
  /** On it; null = nobody gave a name. */
  readonly who: string | null;
  /** The same for a QR code; null = it is too long for one. */
  readonly code: string | null;
  /** SHA-256 of what is signed, lower-case hex. */
  readonly digest: string;
  readonly fingerprint: string;
  readonly algorithm: ReceiptAlgorithm;
  /** The browser keeps the key; else it is gone with the page. */
  readonly isKept: boolean;
}

/** Failure: `storage/failed`, where nothing else is said. */
export interface HistoryApi {
  updateHistory(): Promise<Outcome<UpdateHistory>>;
  /** Answers with those that were there, for `putBackInHistory`. */
  removeFromHistory(ids: readonly string[]): Promise<Outcome<readonly PastUpdate[]>>;
  putBackInHistory(updates: readonly PastUpdate[]): Promise<Outcome<null>>;
  /** On records from now on; an empty name takes it away. Answers with the name as it is kept. */
  setWho(name: string): Promise<Outcome<string | null>>;
  /**
   * `id` null: of the last update of this thread. null: no such update is known, or this page cannot sign, as it came over http from
   * another computer.
   */
  sealReceipt(id: string | null): Promise<Outcome<SealedReceipt | null>>;
  /** `text`: of a file, or of the code on paper. Asks nobody. */
  checkReceipt(text: string): Promise<Outcome<CheckedReceipt>>;
}
