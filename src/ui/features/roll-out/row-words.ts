/** What is said of one device of a roll-out: its tag, and why. Pure. */
import { failureWords } from '../../../messages/failures.ts';
import { outside } from '../../../messages/outside-text.ts';
import { rollOutWords } from '../../../messages/roll-out-words.ts';
import type { MarkShape, Tone } from '../../../messages/text-shapes.ts';
import type { RollOutRow } from '../../../workers/api.ts';

export interface RowWords {
  readonly tag: { readonly tone: Tone; readonly mark: MarkShape; readonly text: string };
  /** null: nothing went wrong. */
  readonly why: string | null;
}

export function rowWords(row: RollOutRow): RowWords {
  const { rows: words, happens } = rollOutWords;
  const { record } = row;
  switch (record.state) {
    case 'waiting':
      return tagged('wait', 'wait', record.failure === null ? words.waiting : words.again, row);
    case 'under-way':
      return tagged('live', 'live', underWay(row), row);
    case 'committed':
      return tagged('go', 'go', record.soaked ? words.committed : words.soaks, row);
    case 'went-back':
      return tagged('hold', 'back', words.wentBack(shown(row.from)), row);
    case 'failed':
      return tagged('stop', 'stop', words.failed, row);
    case 'skipped':
      return tagged('hold', 'hold', words.skipped(happens.skips[record.why]), row);
    case 'offline':
      return tagged('wait', 'wait', words.offline, row);
  }
}

const shown = (text: string | null): string | null => (text === null ? null : outside(text));

function tagged(tone: Tone, mark: MarkShape, text: string, row: RollOutRow): RowWords {
  return { tag: { tone, mark, text }, why: whyOf(row) };
}

function underWay({ phase, waits, isOnTrial }: RollOutRow): string {
  const { rows: words } = rollOutWords;
  if (waits) return words.waitsForYou;
  if (isOnTrial && phase !== 'committing') return words.trial;
  // Of one that is coordinated elsewhere no more is known.
  return phase === null ? words.buckets['under-way'] : words.phases[phase];
}

/** In one sentence; the device that is already there needs none. */
export function whyOf({ record }: RollOutRow): string | null {
  if (!('failure' in record) || record.failure === null) return null;
  if (record.state === 'skipped') return rollOutWords.happens.skipWords[record.why];
  return failureWords(record.failure).headline;
}

/** `1.0.0 → 1.1.0`; only what it runs where nothing moves. */
export function versionMove({ from, to, record }: RollOutRow): string {
  const { rows: words } = rollOutWords;
  if (from === null) return words.none;
  const moves = record.state === 'under-way' || record.state === 'committed';
  return moves && to !== null ? words.move(outside(from), outside(to)) : outside(from);
}
