import type { UpdateRecord, SlipwayStore } from './schema.ts';
import { nameOnly, readEach, soundOf, UPDATES } from './sound-records.ts';
import { beginChange } from './schema.ts';
import type { OnDamaged } from './sound-records.ts';

/** Kept for each device; older ones make room. */
export const MOST_RECORDS = 50;

const spanOf = (device: string): IDBKeyRange => IDBKeyRange.bound([device], [device, Infinity]);

/** The begin of an update, or its end in place of the begin. */
export async function recordUpdate(store: SlipwayStore, record: UpdateRecord): Promise<void> {
  const change = beginChange(store, 'updates');
  await change.store.put(record);
  const keys = await change.store.index('deviceAndTime').getAllKeys(spanOf(record.device));
  for (const old of keys.slice(0, -MOST_RECORDS)) await change.store.delete(old);
  await change.done;
}

/** The last one first. */
export async function updatesOf(
  store: SlipwayStore,
  device: string,
  onDamaged: OnDamaged,
): Promise<readonly UpdateRecord[]> {
  const span = spanOf(device);
  const records = await readEach(
    {
      all: () => store.getAllFromIndex('updates', 'deviceAndTime', span),
      keys: () => store.getAllKeysFromIndex('updates', 'deviceAndTime', span),
      one: (key) => store.get('updates', key),
    },
    UPDATES,
  );
  soundOf(await lostRecords(store), UPDATES, onDamaged);
  return soundOf([...records].reverse(), UPDATES, onDamaged);
}

/** Those of no device and time any more: the index does not find them, and nobody would be told of them. */
async function lostRecords(store: SlipwayStore): Promise<readonly unknown[]> {
  const indexed = await store.getAllKeysFromIndex('updates', 'deviceAndTime');
  if (indexed.length === (await store.count('updates'))) return [];
  const found = new Set(indexed);
  const keys = await store.getAllKeys('updates');
  return keys.filter((key) => !found.has(key)).map((key) => nameOnly(UPDATES, key));
}
