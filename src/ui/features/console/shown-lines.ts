import { lineWords, plainLine } from '../../../messages/console-words.ts';
import type { LinkLine } from '../../../contracts/link-log.ts';

export type Which = 'log' | 'frames' | 'both';

export interface View {
  readonly which: Which;
  /** What a line must hold; empty = anything. */
  readonly find: string;
  /** The last line before the view was held; null = it goes on. */
  readonly heldAt: number | null;
}

/** More lines than a person scrolls through make a page slow: these are the last ones. */
const MOST_ROWS = 300;

export interface ShownLines {
  readonly rows: readonly LinkLine[];
  /** Lines that match and stand before these. */
  readonly older: number;
  /** Arrived since the view was held. */
  readonly fresh: number;
}

/** What of the record is on the screen. */
export function shownLines(lines: readonly LinkLine[], view: View): ShownLines {
  const { which, heldAt } = view;
  const wanted = view.find.trim().toLowerCase();
  const seen = heldAt === null ? lines : lines.filter(({ seq }) => seq <= heldAt);
  const matching = seen.filter(
    (line) =>
      (which === 'both' || lineWords(line).column === which) &&
      (wanted === '' || plainLine(line).toLowerCase().includes(wanted)),
  );
  const rows = matching.slice(-MOST_ROWS);
  return { rows, older: matching.length - rows.length, fresh: lines.length - seen.length };
}

/** How many of each, for the head of the panel. */
export function countsOf(lines: readonly LinkLine[]): {
  readonly log: number;
  readonly calls: number;
  readonly again: number;
} {
  let [log, calls, again] = [0, 0, 0];
  for (const line of lines) {
    if (line.kind === 'log') log += 1;
    if (line.kind !== 'sent') continue;
    calls += 1;
    if (line.isAgain) again += 1;
  }
  return { log, calls, again };
}
