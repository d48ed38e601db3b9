import { UPDATES, soundOf } from './schema.ts';
import type { OnDamaged, SlipwayStore } from './schema.ts';

/** Keys of the devices that went back from one of these firmwares, by the SHA-256 of their files, and have not kept it since. */
export async function wentBackFrom(
  store: SlipwayStore,
  bundles: ReadonlySet<string>,
  onDamaged: OnDamaged,
): Promise<ReadonlySet<string>> {
  const records = soundOf(await store.getAll('updates'), UPDATES, onDamaged);
  const found = new Set<string>();
  for (const { bundle, device, end } of [...records].sort(byTime)) {
    if (!bundles.has(bundle)) continue;
    if (end === 'reverted') found.add(device);
    if (end === 'committed') found.delete(device);
  }
  return found;
}

const byTime = (one: { startedAtMs: number }, other: { startedAtMs: number }): number =>
  one.startedAtMs - other.startedAtMs;
