/** What happens in a dry run, and the lines that people are told of it. */
import type { ExpectedTime } from '../../contracts/expected-time.ts';
import type { ForetoldTime } from '../../contracts/foretold-time.ts';
import type { Rehearsal } from '../../contracts/rehearsal.ts';
import {
  cuttingLine,
  foretoldLine,
  noFilesLine,
  noKeysLine,
  readingLine,
  rehearsalLines,
  standInLine,
  unreadLine,
} from '../../messages/push-rehearsal-words.ts';
import type { RehearsalFacts } from '../../messages/push-rehearsal-words.ts';
import { expectedLine } from '../../messages/push-words.ts';

export type RehearsalNews =
  | { readonly step: 'reading'; readonly files: number }
  | {
      readonly step: 'stand-in';
      readonly profile: string;
      /** null: no device was asked. */
      readonly version: string | null;
      /** null: not known. */
      readonly files: number | null;
      /** What it asks of signatures is known. */
      readonly keys: boolean;
      readonly unread: number;
    }
  | { readonly step: 'updated'; readonly operations: number }
  | { readonly step: 'cut'; readonly done: number; readonly of: number }
  | ({
      readonly step: 'found';
      readonly found: Rehearsal;
      readonly expected: ExpectedTime | null;
      readonly foretold: ForetoldTime | null;
    } & RehearsalFacts);

/** `cut` is progress (push-report.ts). */
export function linesOfRehearsal(news: Exclude<RehearsalNews, { step: 'cut' }>): readonly string[] {
  switch (news.step) {
    case 'reading':
      return [readingLine(news.files)];
    case 'stand-in':
      return [
        standInLine(news),
        ...(news.unread > 0 ? [unreadLine(news.unread)] : []),
        ...(news.version !== null && news.files === null ? [noFilesLine()] : []),
        ...(news.version !== null && !news.keys ? [noKeysLine()] : []),
      ];
    case 'updated':
      return [cuttingLine(news.operations)];
    case 'found':
      return [...rehearsalLines(news.found, news), ...timeLines(news)];
  }
}

/** One figure where the link was measured, else a range. */
function timeLines({
  expected,
  foretold,
}: Pick<Extract<RehearsalNews, { step: 'found' }>, 'expected' | 'foretold'>): readonly string[] {
  if (foretold !== null) return [foretoldLine(foretold)];
  return expected === null ? [] : [expectedLine(expected)];
}
