/** Words of the rehearsal, for its panel. */
import type { ForetoldTime } from '../contracts/foretold-time.ts';
import type { Cut, Rehearsal } from '../contracts/rehearsal.ts';
import english from './en/rehearsal.ts';
import { linkNames } from './failures.ts';
import { texts } from './locale.ts';
import { duration } from './numbers.ts';
import { outside } from './outside-text.ts';

export const rehearsalWords = texts('rehearsal', english);

const numbered = (operation: number): string => rehearsalWords.number(operation + 1);

/** Of a rehearsal that made its cuts. */
export function rehearsalHeadline(isSafe: boolean, found: Rehearsal): string {
  const { operations, weakCount, brokenCount, files } = found;
  const cuts = 2 * operations - weakCount;
  if (isSafe) return rehearsalWords.safe(cuts);
  return brokenCount > 0
    ? rehearsalWords.notSafe(brokenCount, cuts)
    : rehearsalWords.losesFiles(files?.loses.length ?? 0);
}

/** After how many cuts it ran what. `to`: the version that the firmware brings. */
export const rehearsalEnds = ({ ends }: Rehearsal, to: string): string =>
  rehearsalWords.ends(rehearsalWords.cuts(ends.new), outside(to), rehearsalWords.cuts(ends.old));

export const longestCut = ({ afterMs, operation, partition }: NonNullable<Rehearsal['longest']>) =>
  rehearsalWords.longest(duration(afterMs), numbered(operation), partition);

/** How long the real update will take. */
export const foretoldTime = ({ wholeMs, writingMs, link }: ForetoldTime): string => {
  const [writing, { over }] = [duration(writingMs), linkNames(link)];
  const { foretold } = rehearsalWords;
  return wholeMs === null
    ? foretold.writing(writing, over)
    : foretold.whole(duration(wholeMs), over, writing);
};

export const brokenCut = ({ place, operation, partition }: Cut): string =>
  rehearsalWords.broken[place](numbered(operation), partition);
