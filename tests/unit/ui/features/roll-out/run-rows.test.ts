import { afterEach, describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import { locale } from '../../../../../src/messages/locale.ts';
import { reportFile } from '../../../../../src/ui/features/roll-out/report-file.ts';
import { versionMove, rowWords } from '../../../../../src/ui/features/roll-out/row-words.ts';
import {
  bucketCounts,
  mergedRows,
  waveViews,
} from '../../../../../src/ui/features/roll-out/run-rows.ts';
import type { RollOutRow } from '../../../../../src/workers/api.ts';
import { german } from '../../../../support/messages/german.ts';

const failure = toFailure(
  OtaError.from(
    new OtaError('update/rolled-back', { from: '1.0.0', to: '2.0.0', why: 'not-seen' }),
  ),
);
type Record = RollOutRow['record'];

const row = (id: string, record: Record, own: Partial<RollOutRow> = {}): RollOutRow => ({
  ...{ id, record, from: '1.0.0', to: '2.0.0', phase: null, percent: null },
  ...{ isOnTrial: false, waits: false, ...own },
});
const committed = (wave: number): Record => ({
  ...{ state: 'committed', wave, tries: 1, atMs: 0, soaked: true },
});
const under = (wave: number): Record => ({ state: 'under-way', wave, tries: 1, sinceMs: 0 });
const failed = (state: 'failed' | 'went-back', wave: number): Record => ({
  ...{ state, wave, tries: 2, atMs: 0, failure },
});
const waiting = (wave: number | null): Record => ({
  ...{ state: 'waiting', wave, tries: wave === null ? 0 : 1, notBeforeMs: 0 },
  failure: wave === null ? null : failure,
});
const skipped: Record = { state: 'skipped', why: 'no-bundle', failure };
const offline: Record = {
  ...{ state: 'offline', tries: 0, sinceMs: 0, looks: 1, notBeforeMs: 0, failure },
};

const ALL = [
  row('a', committed(0)),
  row('b', failed('went-back', 1)),
  row('c', under(1), { isOnTrial: true, waits: true, phase: 'verifying' }),
  row('d', under(1), { phase: 'writing', percent: 40 }),
  row('e', waiting(1)),
  row('f', waiting(null), { from: null, to: null }),
  row('g', skipped),
  row('h', offline),
];

afterEach(() => {
  locale.speak('en', null);
});

describe('the rows of a roll-out', () => {
  it('keep their order when some have changed', () => {
    const next = mergedRows(ALL, [row('d', committed(1)), row('new', waiting(null))]);
    expect(next.map(({ id }) => id)).toEqual([...ALL.map(({ id }) => id), 'new']);
    expect(next[3]?.record.state).toBe('committed');
    expect(mergedRows(ALL, [])).toBe(ALL);
  });

  it('amount to buckets, in which each device is once', () => {
    expect(bucketCounts(ALL)).toEqual({
      ...{ committed: 1, 'went-back': 1, failed: 0, 'under-way': 2, waiting: 2 },
      ...{ skipped: 1, offline: 1 },
    });
  });

  it('fill the bars of their waves; who waits to be tried again keeps its place', () => {
    const views = waveViews({ waves: [1, 5, 2], wave: 1 }, ALL);
    expect(views).toEqual([
      {
        ...{ wave: 0, planned: 1, isLater: false, held: 0 },
        segments: [{ segment: 'committed', devices: 1 }],
      },
      {
        ...{ wave: 1, planned: 5, isLater: false, held: 1 },
        segments: [
          { segment: 'trial', devices: 1 },
          { segment: 'under-way', devices: 1 },
          { segment: 'went-back', devices: 1 },
          { segment: 'waiting', devices: 2 },
        ],
      },
      {
        ...{ wave: 2, planned: 2, isLater: true, held: 0 },
        segments: [{ segment: 'waiting', devices: 2 }],
      },
    ]);
  });

  it('say what became of each device, and why', () => {
    expect(ALL.map((each) => rowWords(each).tag.text)).toEqual([
      'Committed',
      'Back on 1.0.0',
      'Waits for you',
      'Writing',
      'Is tried again',
      'Waits',
      'Skipped: no firmware fits',
      'Offline',
    ]);
    expect(rowWords(row('x', under(0), { isOnTrial: true })).tag.text).toBe('On trial');
    expect(ALL.map(versionMove)).toEqual([
      '1.0.0 → 2.0.0',
      '1.0.0',
      '1.0.0 → 2.0.0',
      '1.0.0 → 2.0.0',
      ...['1.0.0', '–', '1.0.0', '1.0.0'],
    ]);
    expect(rowWords(row('g', skipped)).why).toBe('None of the files is for it.');
    expect(rowWords(row('a', committed(0))).why).toBeNull();
    locale.speak('de', german);
    expect(rowWords(row('b', failed('went-back', 1))).tag.text).toBe('Zurück auf 1.0.0');
    expect(rowWords(row('d', under(1), { phase: 'writing' })).tag.text).toBe('Wird geschrieben');
  });
});

describe('the report of a roll-out as a file', () => {
  it('has a line for each device with its cause, computes nothing of what devices say, and has no address', () => {
    const rows = [row('=cmd()', committed(0)), row('b', failed('failed', 1))];
    const named = (id: string) => ({ alias: id === 'b' ? 'Pump "A", hall' : null, group: 'air' });
    const lines = reportFile(rows, named).trim().split('\r\n');
    expect(lines[0]).toBe('Device,Name,Group,Wave,Tries,From,To,Result,Cause,At');
    expect(lines[1]).toBe('"\'=cmd()",,air,1,1,1.0.0,2.0.0,committed,,1970-01-01T00:00:00.000Z');
    expect(lines[2]).toMatch(/^b,"Pump ""A"", hall",air,2,2,1\.0\.0,2\.0\.0,failed,.+,1970-/);
    expect(lines.join('')).not.toContain('://');
  });
});
