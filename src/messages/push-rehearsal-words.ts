/** What `push --dry-run` tells people of a rehearsal. */
import type { ForetoldTime } from '../contracts/foretold-time.ts';
import type { Cut, Rehearsal } from '../contracts/rehearsal.ts';
import english from './en/push-rehearsal.ts';
import { linkNames } from './failures.ts';
import { texts } from './locale.ts';
import { duration, fileSize } from './numbers.ts';
import { outside } from './outside-text.ts';

const words = texts('pushRehearsal', english.pushRehearsal);

export const standInLine = (of: {
  readonly profile: string;
  readonly version: string | null;
}): string => words.standIn({ ...of, version: of.version === null ? null : outside(of.version) });

export const readingLine = (files: number): string => words.reading(files);
export const unreadLine = (files: number): string => words.unread(files);
export const noFilesLine = (): string => words.noFiles;
export const noKeysLine = (): string => words.noKeys;
export const cuttingLine = (operations: number): string => words.cutting(operations);
export const cutsLine = (percent: number): string => words.progress(percent);

/** How long the real update will take. */
export const foretoldLine = ({ wholeMs, writingMs, link, basis }: ForetoldTime): string =>
  words.foretold({
    ...{ basis, over: linkNames(link).over, writing: duration(writingMs) },
    whole: wholeMs === null ? null : duration(wholeMs),
  });

/** Of a rehearsal whose update was committed. `profile`: of the stand-in. */
export function rehearsalLines(
  found: Rehearsal,
  { isSafe, profile, to }: RehearsalFacts,
): readonly string[] {
  const { operations, ends, longest, weakCount, broken, files, freeBytes } = found;
  const lines = [
    ...(isSafe ? [words.safe(2 * operations - weakCount)] : broken.map(brokenLine)),
    words.ends({ old: ends.old, fresh: ends.new, to: outside(to) }),
    ...(longest === null ? [] : [words.longest({ ...longest, ms: longest.afterMs })]),
    ...(weakCount === 0 ? [] : [words.weak({ cuts: weakCount, profile })]),
  ];
  if (files !== null)
    for (const kind of ['keeps', 'overwrites', 'adds', 'loses'] as const)
      if (files[kind].length > 0)
        lines.push(words[kind](files[kind].map((name) => outside(name)).join(', ')));
  if (freeBytes !== null) lines.push(words.free(fileSize(freeBytes)));
  return lines;
}

export interface RehearsalFacts {
  readonly isSafe: boolean;
  readonly profile: string;
  readonly to: string;
}

const brokenLine = (cut: Cut & { readonly why: string }): string =>
  words.broken({ ...cut, why: cut.why });
