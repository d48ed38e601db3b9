import type { SettingsSnapshot } from '../contracts/settings-snapshot.ts';
import { beginChange } from './schema.ts';
import type { SlipwayStore } from './schema.ts';

/** Of so many devices; the oldest make room. They hold passwords: no more is kept than is needed to put things back. */
export const MOST_SNAPSHOTS = 16;

/** In place of what was kept of the same device. */
export async function keepSnapshot(store: SlipwayStore, snapshot: SettingsSnapshot): Promise<void> {
  const { device } = snapshot;
  const change = beginChange(store, 'snapshots');
  await change.store.put(snapshot);
  const all = await change.store.getAll();
  const old = all.filter((one) => one.device !== device);
  old.sort((a, b) => b.takenAtMs - a.takenAtMs);
  for (const one of old.slice(MOST_SNAPSHOTS - 1)) await change.store.delete(one.device);
  await change.done;
}

/** As it lies there: whoever uses it judges it. null: nothing is kept. */
export async function snapshotOf(store: SlipwayStore, device: string): Promise<unknown> {
  return (await store.get('snapshots', device)) ?? null;
}

export async function dropSnapshot(store: SlipwayStore, device: string): Promise<void> {
  await store.delete('snapshots', device);
}
