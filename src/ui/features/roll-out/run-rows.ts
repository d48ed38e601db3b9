/** The rows of a roll-out that runs: what they amount to, by bucket and by wave. Pure. */
import type { RollOutNews, RollOutOrder, RollOutRow } from '../../../workers/api.ts';

export type Bucket = RollOutRow['record']['state'];

/** In the order in which they are shown. */
export const ROLL_OUT_BUCKETS: readonly Bucket[] = [
  'under-way',
  'committed',
  'went-back',
  'failed',
  'skipped',
  'waiting',
  'offline',
];

/** In the order of their rows, with what has changed. */
export function mergedRows(
  rows: readonly RollOutRow[],
  changed: RollOutNews['rows'],
): readonly RollOutRow[] {
  if (changed.length === 0) return rows;
  const news = new Map(changed.map((row) => [row.id, row]));
  const kept = rows.map((row) => {
    const latest = news.get(row.id) ?? row;
    news.delete(row.id);
    return latest;
  });
  return news.size === 0 ? kept : [...kept, ...news.values()];
}

/** Ids of those that may be tried again: neither committed nor passed over because they have it. */
export const restOf = (rows: readonly RollOutRow[]): readonly string[] =>
  rows.flatMap(({ id, record }) =>
    record.state === 'committed' || (record.state === 'skipped' && record.why === 'already-there')
      ? []
      : [id],
  );

export const underWayIds = (rows: readonly RollOutRow[]): ReadonlySet<string> =>
  new Set(rows.flatMap(({ id, record }) => (record.state === 'under-way' ? [id] : [])));

/** As a list of ids and addresses, in the order of the plan. */
export function restList({ devices }: RollOutOrder['plan'], rows: readonly RollOutRow[]): string {
  const left = new Set(restOf(rows));
  return devices.flatMap(({ id, url }) => (left.has(id) ? [`${id} ${url}`] : [])).join('\n');
}

export function bucketCounts(rows: readonly RollOutRow[]): Readonly<Record<Bucket, number>> {
  const counts = {
    ...{ 'under-way': 0, committed: 0, 'went-back': 0, failed: 0, skipped: 0, waiting: 0 },
    offline: 0,
  };
  for (const { record } of rows) counts[record.state] += 1;
  return counts;
}

/** Segments of a wave's bar, in their order; `waiting` are its places that nobody has taken. */
export type Segment = 'committed' | 'trial' | 'under-way' | 'went-back' | 'failed' | 'waiting';

export interface WaveView {
  /** From 0. */
  readonly wave: number;
  readonly planned: number;
  /** It has not begun. */
  readonly isLater: boolean;
  /** Empty ones left out. */
  readonly segments: readonly { readonly segment: Segment; readonly devices: number }[];
  /** Devices that wait for people. */
  readonly held: number;
}

const SEGMENTS: readonly Segment[] = [
  'committed',
  'trial',
  'under-way',
  'went-back',
  'failed',
  'waiting',
];

export function waveViews(
  { waves, wave: present }: Pick<RollOutNews, 'waves' | 'wave'>,
  rows: readonly RollOutRow[],
): readonly WaveView[] {
  const counts = waves.map((planned) => ({
    ...{ committed: 0, trial: 0, 'under-way': 0, 'went-back': 0, failed: 0 },
    ...{ waiting: planned, held: 0 },
  }));
  for (const row of rows) {
    const { record } = row;
    const wave = 'wave' in record && record.wave !== null ? counts[record.wave] : undefined;
    const segment = segmentOf(row);
    if (wave === undefined || segment === null) continue;
    // Tried again, it keeps its place, which is one of those that wait.
    if (segment !== 'waiting') {
      wave[segment] += 1;
      wave.waiting -= 1;
    }
    if (row.waits) wave.held += 1;
  }
  return counts.map(({ held, ...of }, wave) => ({
    ...{ wave, planned: waves[wave] ?? 0, held, isLater: wave > present },
    segments: SEGMENTS.flatMap((segment) => {
      const devices = Math.max(0, of[segment]);
      return devices === 0 ? [] : [{ segment, devices }];
    }),
  }));
}

/** null: it takes no place. */
function segmentOf({ record, isOnTrial }: RollOutRow): Segment | null {
  switch (record.state) {
    case 'under-way':
      return isOnTrial ? 'trial' : 'under-way';
    case 'committed':
    case 'went-back':
    case 'failed':
    case 'waiting':
      return record.state;
    case 'skipped':
    case 'offline':
      return null;
  }
}
