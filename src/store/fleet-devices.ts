import { MOST_LISTED } from '../contracts/fleet-device.ts';
import { wholeStore } from './read-each.ts';
import { beginChange, FLEET, soundOf } from './schema.ts';
import type { KeptDevice, OnDamaged, SlipwayStore } from './schema.ts';

/** Also those that were taken out, in no order. */
export async function keptFleet(
  store: SlipwayStore,
  onDamaged: OnDamaged,
): Promise<readonly KeptDevice[]> {
  const kept = await wholeStore(store, 'fleet', FLEET);
  return soundOf(kept, FLEET, onDamaged);
}

/** What becomes of a device; `before` null: there was none, or what was kept of it is damaged. `drop`: it goes. null: it stays as it is. */
export type ChangeDevice = (id: string, before: KeptDevice | null) => KeptDevice | 'drop' | null;

/** All of them or none. Ids for which there was no room, as MOST_LISTED are kept. */
export async function changeFleet(
  store: SlipwayStore,
  ids: readonly string[],
  { change, onDamaged }: { readonly change: ChangeDevice; readonly onDamaged: OnDamaged },
): Promise<readonly string[]> {
  const writing = beginChange(store, 'fleet');
  const refused: string[] = [];
  let count = await writing.store.count();
  for (const id of ids) {
    const kept: unknown = await writing.store.get(id);
    const [before = null] = soundOf(kept === undefined ? [] : [kept], FLEET, onDamaged);
    const next = change(id, before);
    if (next === null) continue;
    if (next === 'drop') {
      await writing.store.delete(id);
      if (kept !== undefined) count -= 1;
    } else if (kept === undefined && count >= MOST_LISTED) refused.push(id);
    else {
      await writing.store.put(next);
      if (kept === undefined) count += 1;
    }
  }
  await writing.done;
  return refused;
}
