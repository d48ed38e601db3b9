/** Words of places in the network. */
import english from './en/places.ts';
import { texts } from './locale.ts';
import { day, timeOfDay } from './numbers.ts';

export const placesWords = texts('places', english);

/** The time of today, the day of what is longer ago; both in ms since 1970. */
export function moment(atMs: number, nowMs: number): string {
  const [then, today] = [localDay(atMs), localDay(nowMs)];
  return then === today || then === null ? timeOfDay(atMs) : then;
}

const localDay = (atMs: number): string | null =>
  day(new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000).toISOString());
