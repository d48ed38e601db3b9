import type { FleetNews, ListedDevice } from '../../../contracts/fleet-device.ts';
import { fleetRow } from './fleet-rows.ts';
import type { FleetRow, PageUpdate } from './fleet-rows.ts';

/** Rows whose device has not changed stay the same objects: of ten thousand a few change at a time. */
export class RowCache {
  readonly #made = new WeakMap<
    ListedDevice,
    { readonly news: FleetNews | null; readonly own: PageUpdate | null; readonly row: FleetRow }
  >();

  rows(
    devices: readonly ListedDevice[],
    news: Readonly<Record<string, FleetNews>>,
    own: PageUpdate | null,
  ): readonly FleetRow[] {
    return devices.map((device) => {
      const ofIt = { news: news[device.id] ?? null, own: own?.id === device.id ? own : null };
      const before = this.#made.get(device);
      if (before?.news === ofIt.news && before.own === ofIt.own) return before.row;
      const row = fleetRow(device, ofIt.news, ofIt.own);
      this.#made.set(device, { ...ofIt, row });
      return row;
    });
  }
}

/** And those at brokers that no list has; the same list where there are none. */
export function withHeard(
  devices: readonly ListedDevice[],
  news: readonly FleetNews[],
): readonly ListedDevice[] {
  const known = new Set(devices.map(({ id }) => id));
  const found = news.filter(({ id }) => !known.has(id));
  return found.length === 0 ? devices : [...devices, ...found.map(heardDevice)];
}

const heardDevice = ({
  id,
  address,
  arch,
  app,
  version,
  buildId,
  heardAtMs,
}: FleetNews): ListedDevice => ({
  ...{ id, address, arch, app, version, buildId, lastSeenMs: heardAtMs, link: address },
  ...{ alias: null, group: null, tags: [], source: 'broker' },
});
