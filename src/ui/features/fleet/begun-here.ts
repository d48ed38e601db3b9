import { MOVING } from '../../../contracts/fleet-device.ts';
import type { FleetNews } from '../../../contracts/fleet-device.ts';

/**
 * What is heard of an update that this page began: at a broker its own calls are heard like anybody's. It stays the page's after its
 * end, until another one begins or it is asked how it is. Pure.
 */
export function begunHere(
  news: FleetNews,
  before: FleetNews | undefined,
  isUpdatedHere: boolean,
): FleetNews {
  if (news.standing === 'unknown' && before?.startedBy === 'page') return before;
  const begins = news.standing === 'writing' && before?.standing !== 'writing';
  const isHere = isUpdatedHere && MOVING.includes(news.standing);
  const wasHere = before?.startedBy === 'page' && !begins && news.startedBy !== null;
  return isHere || wasHere ? { ...news, startedBy: 'page' } : news;
}

/** What was heard, by ids; `updates`: this page has it under way. */
export const newsById = (
  heard: readonly FleetNews[],
  before: Readonly<Record<string, FleetNews>>,
  updates: (id: string) => boolean,
): Readonly<Record<string, FleetNews>> =>
  Object.fromEntries(heard.map((one) => [one.id, begunHere(one, before[one.id], updates(one.id))]));
