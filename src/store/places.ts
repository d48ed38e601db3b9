import { MOST_PLACES } from '../contracts/network-place.ts';
import type { KnownPlace } from '../contracts/network-place.ts';
import { wholeStore } from './read-each.ts';
import { beginChange, PLACES, soundOf } from './schema.ts';
import type { OnDamaged, SlipwayStore } from './schema.ts';

/** null: there was none, or what was kept of it is damaged. */
export type ChangePlace = (before: KnownPlace | null) => KnownPlace | null;

/** In no order. */
export async function keptPlaces(
  store: SlipwayStore,
  onDamaged: OnDamaged,
): Promise<readonly KnownPlace[]> {
  const kept = await wholeStore(store, 'places', PLACES);
  return soundOf(kept, PLACES, onDamaged);
}

/** Puts what `change` makes of it in its place; null leaves all as it is. false: it would be one more than are kept. */
export async function changePlace(
  store: SlipwayStore,
  address: string,
  { change, onDamaged }: { readonly change: ChangePlace; readonly onDamaged: OnDamaged },
): Promise<boolean> {
  const writing = beginChange(store, 'places');
  const kept: unknown = await writing.store.get(address);
  const [before = null] = soundOf(kept === undefined ? [] : [kept], PLACES, onDamaged);
  const next = change(before);
  const isFull = kept === undefined && (await writing.store.count()) >= MOST_PLACES;
  if (next !== null && !isFull) await writing.store.put(next);
  await writing.done;
  return next === null || !isFull;
}

export async function dropPlace(store: SlipwayStore, address: string): Promise<void> {
  await store.delete('places', address);
}
