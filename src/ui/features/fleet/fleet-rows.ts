/** The rows of the fleet's table: what is known of a device as it is shown, searched and sorted. Pure. */
import type {
  FleetNews,
  DeviceStanding,
  ListedDevice,
  UpdateStarter,
} from '../../../contracts/fleet-device.ts';
import { MOVING } from '../../../contracts/fleet-device.ts';
import { NETWORK_SCHEMES } from '../../../contracts/transport.ts';

export interface FleetRow {
  readonly id: string;
  readonly device: ListedDevice;
  /** What people call it, else its id. */
  readonly name: string;
  readonly standing: DeviceStanding;
  readonly percent: number | null;
  /** Where no percentage is told; null = not known either. */
  readonly sentBytes: number | null;
  readonly startedBy: UpdateStarter | null;
  /** What it ran before the update that is seen; null = none is. */
  readonly from: string | null;
  readonly version: string | null;
  readonly detail: string | null;
  readonly lastSeenMs: number | null;
  /** All that the search looks at, in small letters. */
  readonly find: string;
}

/** What this page itself writes to, which it knows better than what is heard. */
export interface PageUpdate {
  readonly id: string;
  readonly percent: number | null;
}

export function fleetRow(
  listed: ListedDevice,
  news: FleetNews | null,
  own: PageUpdate | null,
): FleetRow {
  const device = news === null ? listed : withNews(listed, news);
  const isOwn = own?.id === listed.id;
  const standing = news?.standing ?? 'unknown';
  const isUnderWay = news !== null && UPDATED.includes(news.standing);
  const { id, alias, group, tags, arch, app, version, address } = device;
  const found = [id, alias, group, ...tags, arch, app, version, address];
  return {
    ...{ id, device, name: alias ?? id, version, lastSeenMs: device.lastSeenMs },
    standing: isOwn && !MOVING.includes(standing) ? 'writing' : standing,
    sentBytes: news?.sentBytes ?? null,
    percent: isOwn ? (own.percent ?? news?.percent ?? null) : (news?.percent ?? null),
    startedBy: isOwn ? 'page' : isUnderWay ? news.startedBy : null,
    from: isUnderWay ? news.from : null,
    detail: news?.detail ?? null,
    find: found
      .filter((part) => part !== null)
      .join('\n')
      .toLowerCase(),
  };
}

/** States that an update led to. */
const UPDATED: readonly DeviceStanding[] = [...MOVING, 'kept', 'back', 'failed'];

function withNews(listed: ListedDevice, news: FleetNews): ListedDevice {
  const spoke = news.arch !== null;
  return {
    ...listed,
    address: listed.address ?? news.address,
    lastSeenMs: Math.max(listed.lastSeenMs ?? 0, news.heardAtMs ?? 0) || null,
    version: news.version ?? listed.version,
    ...(spoke && { arch: news.arch, app: news.app, buildId: news.buildId }),
  };
}

export const BUCKETS = [
  'moving',
  'kept',
  'back',
  'failed',
  'denied',
  'silent',
  'idle',
  'unknown',
] as const;
export type BucketName = (typeof BUCKETS)[number];

export function bucketOf(standing: DeviceStanding): BucketName {
  switch (standing) {
    case 'writing':
    case 'written':
    case 'trial':
      return 'moving';
    case 'asking':
    case 'unknown':
      return 'unknown';
    case 'kept':
    case 'back':
    case 'failed':
    case 'denied':
    case 'silent':
    case 'idle':
      return standing;
    default:
      return standing satisfies never;
  }
}

/** In the order of the table; the first two are always there. */
export const COLUMNS = [
  'device',
  'standing',
  'version',
  'percent',
  'app',
  'arch',
  'group',
  'tags',
  'address',
  'startedBy',
  'seen',
] as const;
export type ColumnName = (typeof COLUMNS)[number];

export const FIXED_COLUMNS: readonly ColumnName[] = ['device', 'standing'];
export const FIRST_COLUMNS: readonly ColumnName[] = [
  ...FIXED_COLUMNS,
  ...(['version', 'percent', 'group', 'startedBy', 'seen'] as const),
];

export interface FleetView {
  readonly find: string;
  /** null: all. */
  readonly bucket: BucketName | null;
  readonly sort: { readonly column: ColumnName; readonly isDown: boolean };
  readonly columns: readonly ColumnName[];
}

export const FIRST_VIEW: FleetView = {
  ...{ find: '', bucket: null, columns: FIRST_COLUMNS },
  sort: { column: 'device', isDown: false },
};

/** Those that hold every typed word. */
export function foundRows(rows: readonly FleetRow[], typed: string): readonly FleetRow[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0
    ? rows
    : rows.filter(({ find }) => words.every((w) => find.includes(w)));
}

/** Rows without a value come last, whichever way; equal ones by their ids. */
export function sortedRows(
  rows: readonly FleetRow[],
  { column, isDown }: FleetView['sort'],
): readonly FleetRow[] {
  const keyed = rows.map((row) => ({ row, key: sortKey(row, column) }));
  const way = isDown ? -1 : 1;
  keyed.sort((one, other) => {
    if (one.key === other.key) return one.row.id < other.row.id ? -1 : 1;
    if (one.key === null) return 1;
    if (other.key === null) return -1;
    return one.key < other.key ? -way : way;
  });
  return keyed.map(({ row }) => row);
}

/** What is under way first, then what asks for attention. */
const STANDINGS: readonly DeviceStanding[] = [
  ...(['writing', 'written', 'trial', 'failed', 'back', 'denied', 'silent'] as const),
  ...(['kept', 'idle', 'asking', 'unknown'] as const),
];

function sortKey(row: FleetRow, column: ColumnName): string | number | null {
  switch (column) {
    case 'device':
      return row.name.toLowerCase();
    case 'standing':
      return STANDINGS.indexOf(row.standing);
    case 'version':
      return row.version === null ? null : versionKey(row.version);
    case 'percent':
      return row.percent;
    case 'startedBy':
      return row.startedBy;
    case 'seen':
      return row.lastSeenMs;
    case 'tags':
      return row.device.tags.join(' ').toLowerCase() || null;
    case 'app':
    case 'arch':
    case 'group':
    case 'address':
      return row.device[column]?.toLowerCase() ?? null;
    default:
      return column satisfies never;
  }
}

/** 1.10.0 after 1.9.0: numbers in it are compared as such. */
const versionKey = (version: string): string =>
  version.replaceAll(/\d+/g, (digits) => digits.padStart(10, '0'));

/** What was found, by its state; empty ones are left out, but for the one that is shown. */
export function bucketsOf(
  found: readonly FleetRow[],
  shown: BucketName | null,
): readonly { readonly name: BucketName | null; readonly count: number }[] {
  const counts: Partial<Record<BucketName, number>> = {};
  for (const { standing } of found) {
    const bucket = bucketOf(standing);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  const each = BUCKETS.map((name) => ({ name, count: counts[name] ?? 0 }));
  const there = each.filter(({ name, count }) => count > 0 || name === shown);
  return [{ name: null, count: found.length }, ...there];
}

/** This page opens links there. */
export const canReach = ({ device: { address } }: FleetRow): boolean =>
  NETWORK_SCHEMES.some((scheme) => address?.startsWith(`${scheme}//`) === true);
