/** Words of what differs on a device after its update. */
import type { ComparedSettings, FileFate } from '../contracts/settings-snapshot.ts';
import english from './en/settings-after.ts';
import { texts } from './locale.ts';

export const settingsAfterWords = texts('settingsAfter', english);

const ORDER = ['lost', 'changed', 'new', 'unread'] as const satisfies readonly FileFate[];

/** What is not as before, in one sentence. */
export function settingsSummary({ files, same }: ComparedSettings): string {
  const words = settingsAfterWords;
  if (files === null) return words.noList;
  if (files.length === 0) return words.allSame(same);
  const parts = ORDER.flatMap((fate) => {
    const number = files.filter((file) => file.fate === fate).length;
    return number === 0 ? [] : [words.count[fate](number)];
  });
  return words.differ(parts, same);
}
