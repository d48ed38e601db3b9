/** What the table says of a device. */
import type { DeviceStanding } from '../../../contracts/fleet-device.ts';
import { fleetWords } from '../../../messages/fleet-words.ts';
import { outside } from '../../../messages/outside-text.ts';
import { fileSize } from '../../../messages/numbers.ts';
import { moment } from '../../../messages/places-words.ts';
import type { MarkShape, Tone } from '../../../messages/text-shapes.ts';
import type { BucketName, FleetRow } from './fleet-rows.ts';

interface MarkOf {
  readonly shape: MarkShape;
  readonly tone: Tone;
}

/** Shape first, colour second. */
export const STANDING_MARKS: Readonly<Record<DeviceStanding, MarkOf>> = {
  unknown: { shape: 'wait', tone: 'wait' },
  asking: { shape: 'wait', tone: 'wait' },
  idle: { shape: 'go', tone: 'wait' },
  writing: { shape: 'live', tone: 'live' },
  written: { shape: 'live', tone: 'live' },
  trial: { shape: 'live', tone: 'live' },
  kept: { shape: 'go', tone: 'go' },
  back: { shape: 'back', tone: 'hold' },
  failed: { shape: 'stop', tone: 'stop' },
  silent: { shape: 'wait', tone: 'wait' },
  denied: { shape: 'hold', tone: 'hold' },
};

export const BUCKET_MARKS: Readonly<Record<BucketName, MarkOf>> = {
  moving: STANDING_MARKS.writing,
  ...{ kept: STANDING_MARKS.kept, back: STANDING_MARKS.back, failed: STANDING_MARKS.failed },
  ...{ idle: STANDING_MARKS.idle, silent: STANDING_MARKS.silent },
  ...{ denied: STANDING_MARKS.denied, unknown: STANDING_MARKS.unknown },
};

/** Heard within this is heard now. */
const NOW_MS = 60_000;

export const versionWords = ({ from, version }: FleetRow): string => {
  if (version === null) return fleetWords.table.none;
  return from === null || from === version
    ? outside(version)
    : fleetWords.table.versions(outside(from), outside(version));
};

/** How far it is, as far as that is told: a device that was not told how much comes tells no percentage. null: nothing is written. */
export function progressWords({ standing, percent, sentBytes }: FleetRow): string | null {
  const { table } = fleetWords;
  if (percent !== null) return table.percent(percent);
  if (standing !== 'writing') return null;
  return sentBytes === null || sentBytes === 0 ? table.notTold : fileSize(sentBytes);
}

export function seenWords({ lastSeenMs }: FleetRow, now: number): string {
  if (lastSeenMs === null) return fleetWords.table.none;
  return now - lastSeenMs < NOW_MS ? fleetWords.table.now : moment(lastSeenMs, now);
}

/** As text: of columns that have no picture. */
export function cellWords(
  row: FleetRow,
  column: 'app' | 'arch' | 'group' | 'tags' | 'address',
): string {
  const { device } = row;
  const value = column === 'tags' ? device.tags.join(', ') : device[column];
  return value === null || value === '' ? fleetWords.table.none : outside(value);
}
