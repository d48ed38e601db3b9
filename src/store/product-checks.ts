import { CHECKS, soundOf } from './schema.ts';
import type { KeptChecks, OnDamaged, SlipwayStore } from './schema.ts';

/** In place of what was kept for the same application. */
export async function keepChecks(store: SlipwayStore, checks: KeptChecks): Promise<void> {
  await store.put('checks', checks);
}

/** null: nothing is kept, or it is damaged. */
export async function checksFor(
  store: SlipwayStore,
  app: string,
  onDamaged: OnDamaged,
): Promise<KeptChecks | null> {
  const kept: unknown = await store.get('checks', app);
  const [checks = null] = soundOf(kept === undefined ? [] : [kept], CHECKS, onDamaged);
  return checks;
}

export async function dropChecks(store: SlipwayStore, app: string): Promise<void> {
  await store.delete('checks', app);
}
