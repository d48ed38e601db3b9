import { UPDATES, soundOf } from './schema.ts';
import type { OnDamaged, SlipwayStore } from './schema.ts';

/** Newer ones say more of the devices that there are. */
const MOST_COUNTED = 50;

/** What an update that was kept usually took in this browser, in seconds: the median of the latest; null = there was none. */
export async function usualUpdateSeconds(
  store: SlipwayStore,
  onDamaged: OnDamaged,
): Promise<number | null> {
  const records = soundOf(await store.getAll('updates'), UPDATES, onDamaged);
  const seconds = records
    .filter(({ end }) => end === 'committed')
    .sort((one, other) => other.startedAtMs - one.startedAtMs)
    .slice(0, MOST_COUNTED)
    .flatMap(({ seconds: took }) => (took === null ? [] : [took]))
    .sort((one, other) => one - other);
  return seconds[Math.floor(seconds.length / 2)] ?? null;
}
