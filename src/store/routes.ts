/** What is left of routes, by device: which firmwares come, not their bytes (journal-store.ts). */
import { isRouteRecord } from './route-record.ts';
import type { RouteRecord } from './route-record.ts';
import { beginChange } from './schema.ts';
import type { SlipwayStore } from './schema.ts';

/** Of so many devices; the oldest make room. */
export const MOST_ROUTES = 4;

/** In place of what was kept for the same device. */
export async function putRoute(store: SlipwayStore, route: RouteRecord): Promise<void> {
  const change = beginChange(store, 'routes');
  await change.store.put(route);
  const all: readonly unknown[] = await change.store.getAll();
  const others = all.filter(isRouteRecord).filter(({ device }) => device !== route.device);
  others.sort((one, other) => other.keptAtMs - one.keptAtMs);
  for (const { device } of others.slice(MOST_ROUTES - 1)) await change.store.delete(device);
  await change.done;
}

/** The last one first; what is damaged is left out. */
export async function routesIn(store: SlipwayStore): Promise<readonly RouteRecord[]> {
  const all: readonly unknown[] = await store.getAll('routes');
  return all.filter(isRouteRecord).sort((one, other) => other.keptAtMs - one.keptAtMs);
}

export async function dropRoute(store: SlipwayStore, device: string): Promise<void> {
  await store.delete('routes', device);
}
