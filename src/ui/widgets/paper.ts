/** What stands on a receipt, whichever screen shows it. */
import type { Check } from '../../messages/check-words.ts';
import { receiptWords as words } from '../../messages/receipt-words.ts';
import type { MarkShape, Tone } from '../../messages/text-shapes.ts';
import type { DrawnCode } from './draw-code.ts';

/** All that stands on a receipt, whether it is printed or saved. Names of parts are as the file has them. */
export interface ReceiptPaper {
  /** Of a file, without its ending. */
  readonly name: string;
  readonly outcome: PaperOutcome;
  readonly period: string;
  readonly facts: readonly PaperFact[];
  readonly parts: readonly {
    readonly name: string;
    readonly file: string;
    readonly installed: boolean;
    readonly bytes: string;
    readonly digest: string;
  }[];
  readonly stages: readonly { readonly name: string; readonly value: string }[];
  readonly checks: readonly Check[];
  /** Empty: none was used. */
  readonly overrides: readonly string[];
  readonly figures: string;
  /** null: it is not signed. */
  readonly seal: PaperSeal | null;
}

/** What shows that nobody changed a receipt. */
export interface PaperSeal {
  readonly algorithm: string;
  readonly fingerprint: string;
  /** SHA-256 of what is signed. */
  readonly digest: string;
  /** null: the receipt is too long for a code. */
  readonly drawn: DrawnCode | null;
}

export interface PaperOutcome {
  readonly headline: string;
  readonly tag: { readonly tone: Tone; readonly mark: MarkShape; readonly text: string };
  readonly why: string | null;
}

export interface PaperFact {
  readonly name: string;
  readonly text: string;
  /** What is copied by hand: an id, a digest. */
  readonly code?: string;
}

/** How an update ended (update/events.ts), as a shape and a word. */
export function outcomeTag(result: PaperResult): PaperOutcome['tag'] {
  const { outcome } = words;
  switch (result) {
    case 'committed':
      return { tone: 'go', mark: 'go', text: outcome.committed };
    case 'reverted':
      return { tone: 'hold', mark: 'back', text: outcome.reverted };
    case 'other':
      return { tone: 'stop', mark: 'stop', text: outcome.other };
    case 'uncommitted':
      return { tone: 'live', mark: 'live', text: outcome.uncommitted };
    case 'cancelled':
      return { tone: 'wait', mark: 'wait', text: outcome.cancelled };
    case 'unknown':
      return { tone: 'hold', mark: 'hold', text: outcome.unknown };
    case 'failed':
    case 'refused':
      return { tone: 'stop', mark: 'stop', text: outcome.stopped };
  }
}

export type PaperResult =
  | 'committed'
  | 'uncommitted'
  | 'refused'
  | 'failed'
  | 'cancelled'
  | 'reverted'
  | 'other'
  | 'unknown';

/** Two lines of 32: what is compared by eye is compared in pieces. */
export const halves = (digest: string): string => `${digest.slice(0, 32)} ${digest.slice(32)}`;

const two = (value: number): string => String(value).padStart(2, '0');

/** Code points of a name in the name of a file; systems take 255 bytes in all. */
const MOST_LETTERS = 40;

/**
 * What a receipt or report is called as a file: `slipway-boiler-room-2-2026-11-20-1431`. Letters and digits of whatever
 * language, nothing that a system or a shell reads as something else.
 */
export function paperName(device: string, wallMs: number): string {
  const at = new Date(wallMs);
  const letters = device.normalize('NFC').toLowerCase();
  const words = letters.match(/[\p{L}\p{N}]+/gu)?.join('-') ?? '';
  const name = Array.from(words).slice(0, MOST_LETTERS).join('').replace(/-$/, '');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}`;
  return ['slipway', ...(name === '' ? [] : [name]), day, time].join('-');
}
