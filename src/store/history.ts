/** Updates that are over, what people are called on them, and the key that signs receipts. */
import type { PastUpdate } from '../history/past-update.ts';
import { isReceiptKey } from './own-identity.ts';
import type { KeptReceiptKey } from './own-identity.ts';
import { wholeStore } from './read-each.ts';
import { beginChange, soundOf } from './schema.ts';
import type { OnDamaged, RecordKind, SlipwayStore } from './schema.ts';

/** More are not kept: the oldest ones make room. */
export const MOST_PAST_UPDATES = 2_000;

/** `kind`: judges what is read. */
export type PastKind = RecordKind<PastUpdate>;

/** Each by its id, in place of what was known of it. All of them or none. */
export async function keepPast(
  store: SlipwayStore,
  records: readonly PastUpdate[],
  most = MOST_PAST_UPDATES,
): Promise<void> {
  const change = beginChange(store, 'history');
  for (const record of records) await change.store.put(record);
  const surplus = (await change.store.count()) - most;
  if (surplus > 0) {
    const keys = await change.store.getAllKeys();
    // Those whose time is damaged are in no index, and go first.
    const inTime = await change.store.index('endedAtMs').getAllKeys();
    const known = new Set(inTime);
    const oldest = [...keys.filter((key) => !known.has(key)), ...inTime].slice(0, surplus);
    for (const key of oldest) await change.store.delete(key);
  }
  await change.done;
}

/** The last one first. */
export async function pastUpdates(
  store: SlipwayStore,
  kind: PastKind,
  onDamaged: OnDamaged,
): Promise<readonly PastUpdate[]> {
  const kept = await wholeStore(store, 'history', kind);
  return [...soundOf(kept, kind, onDamaged)].sort((one, other) => other.endedAtMs - one.endedAtMs);
}

/** All of them or none. */
export async function dropPast(store: SlipwayStore, ids: readonly string[]): Promise<void> {
  const change = beginChange(store, 'history');
  for (const id of ids) await change.store.delete(id);
  await change.done;
}

/** null: nobody gave one, or what is kept is none. */
export async function keptWho(store: SlipwayStore): Promise<string | null> {
  const kept: unknown = await store.get('names', 'who');
  if (typeof kept !== 'object' || kept === null || !('name' in kept)) return null;
  return typeof kept.name === 'string' && kept.name !== '' ? kept.name : null;
}

/** null takes it away. */
export async function keepWho(store: SlipwayStore, name: string | null): Promise<void> {
  if (name === null) await store.delete('names', 'who');
  else await store.put('names', { id: 'who', name });
}

/** null: none was made yet. */
export async function receiptKeyIn(store: SlipwayStore): Promise<KeptReceiptKey | null> {
  const kept: unknown = await store.get('receiptKeys', 'receipt');
  return isReceiptKey(kept) ? kept : null;
}

/** The one that is kept from now on: two tabs that make one at once sign with the same. */
export async function keepReceiptKey(
  store: SlipwayStore,
  key: KeptReceiptKey,
): Promise<KeptReceiptKey> {
  const change = beginChange(store, 'receiptKeys');
  const before: unknown = await change.store.get('receipt');
  const first = isReceiptKey(before) ? before : key;
  if (first === key) await change.store.put(key);
  await change.done;
  return first;
}
