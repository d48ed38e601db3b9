/** Words of updates that are over. Whoever shows one fetches them in the language of the page first (late-languages.ts). */
import english from './en/history.ts';
import { locale, texts } from './locale.ts';

export const historyWords = texts('history', english);

const DAY_MS = 24 * 60 * 60_000;

/** `Today`, `Yesterday`, `18 November 2026`, by the clock on the wall. Milliseconds since 1970. */
export function pastDay(atMs: number, nowMs: number): string {
  const isDay = (dayMs: number): boolean =>
    new Date(atMs).toDateString() === new Date(dayMs).toDateString();
  if (isDay(nowMs)) return historyWords.today;
  if (isDay(nowMs - DAY_MS)) return historyWords.yesterday;
  return new Intl.DateTimeFormat(dates(), { dateStyle: 'long' }).format(atMs);
}

/** `14:31`. */
export const pastTime = (atMs: number): string =>
  new Intl.DateTimeFormat(dates(), { timeStyle: 'short' }).format(atMs);

/** `Nov 2026`. */
export const pastMonth = (atMs: number): string =>
  new Intl.DateTimeFormat(dates(), { month: 'short', year: 'numeric' }).format(atMs);

/** Day before month, whatever English is spoken. */
const dates = (): string => (locale.tag === 'en' ? 'en-GB' : locale.tag);
