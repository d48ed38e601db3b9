/** The devices of the fleet as files: CSV for spreadsheets, JSON for programs. `readDeviceList` takes both back. */
import { csvOf } from '../../../report/csv.ts';
import type { FleetRow } from './fleet-rows.ts';

/** As the list is read again (read-device-list.ts), and what was seen after that. */
const COLUMNS = [
  ...['id', 'address', 'group', 'alias', 'tags', 'platform', 'app', 'version', 'build_id'],
  ...['source', 'link', 'state', 'progress_percent', 'started_by', 'last_seen'],
] as const;

export const devicesAsCsv = (rows: readonly FleetRow[]): string =>
  csvOf([
    COLUMNS,
    ...rows
      .map(({ device, standing, percent, startedBy, lastSeenMs }) => [
        ...[device.id, device.address, device.group, device.alias, device.tags.join(';')],
        ...[device.arch, device.app, device.version, device.buildId, device.source, device.link],
        ...[standing, percent, startedBy, timeOf(lastSeenMs)],
      ])
      .map((cells) => cells.map((cell) => String(cell ?? ''))),
  ]);

export const devicesAsJson = (rows: readonly FleetRow[]): string =>
  `${JSON.stringify(
    {
      devices: rows.map(({ device, standing, percent, startedBy, lastSeenMs }) => ({
        ...{ id: device.id, url: device.address, group: device.group, alias: device.alias },
        ...{ tags: device.tags, platform: device.arch, app: device.app, version: device.version },
        ...{ build_id: device.buildId, source: device.source, link: device.link },
        ...{ state: standing, progress_percent: percent, started_by: startedBy },
        last_seen: timeOf(lastSeenMs),
      })),
    },
    null,
    2,
  )}\n`;

const timeOf = (atMs: number | null): string | null =>
  atMs === null ? null : new Date(atMs).toISOString();
