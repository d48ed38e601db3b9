import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import {
  MOST_RESULTS,
  resultsFile,
  resultsFileName,
  withResult,
} from '../../../../../src/ui/features/batch/batch-results.ts';
import type { BatchResult } from '../../../../../src/ui/features/batch/batch-results.ts';
import type {
  BatchSlotEnd,
  BatchSlotOver,
} from '../../../../../src/ui/features/batch/batch-slot-state.ts';
import { HOSTILE, RAW } from '../../../../support/hostile-text.ts';
import { bundle, deviceOn } from '../../../../support/ui/fixtures.ts';

const wallMs = Date.UTC(2026, 10, 29, 14, 5, 9);
const device = deviceOn('1.0.0');
const updated: BatchSlotEnd = { kind: 'passed', how: 'updated' };
const failure = toFailure(new OtaError('update/timed-out', { waitedMs: 1_000 }));

const over = (own: Partial<BatchSlotOver> = {}): BatchSlotOver => ({
  ...{ kind: 'over', device, end: updated, to: bundle, tookMs: 39_400, ...own },
});
const all = (...overs: readonly BatchSlotOver[]): readonly BatchResult[] =>
  overs.reduce<readonly BatchResult[]>(
    (results, one) => withResult(results, one, { slot: 4, wallMs }),
    [],
  );

/** RFC 4180, read by its grammar and not by the code that wrote it. */
function readCsv(text: string): readonly (readonly string[])[] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const rows: string[][] = [[]];
  field.lastIndex = text.startsWith('\ufeff') ? 1 : 0;
  while (field.lastIndex < text.length) {
    const found = field.exec(text);
    if (found === null) throw new Error('no CSV');
    rows.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

/** The first device's row by the names of the columns. */
function rowOf(results: readonly BatchResult[]): Readonly<Record<string, string>> {
  const [head = [], row = []] = readCsv(resultsFile(results));
  expect(row).toHaveLength(head.length);
  return Object.fromEntries(head.map((name, at) => [name, row[at] ?? '']));
}

describe('the results of a visit', () => {
  it('tell of a device which it is, from what to what, how it ended and how long it took', () => {
    expect(rowOf(all(over()))).toEqual({
      'Ended (UTC)': '2026-11-29T14:05:09.000Z',
      Lane: '4',
      'Device id': 'esp32_0A1B2C',
      MAC: '30AEA40A1B2C',
      Name: '',
      'From version': '1.0.0',
      'From build': 'build-100',
      'To version': '1.1.0',
      'To build': 'build-110',
      Result: 'Passed',
      Details: 'Pass: runs 1.1.0. All checks passed, kept in 39 s.',
      Seconds: '39',
    });
  });

  it('name the device as people do, beside its id', () => {
    const row = rowOf(all(over({ device: { ...device, name: 'Größe "7", Halle 2' } })));
    expect(row).toMatchObject({ Name: 'Größe "7", Halle 2', 'Device id': 'esp32_0A1B2C' });
  });

  it('name the builds in words too where the versions are equal', () => {
    const same = deviceOn('1.1.0');
    const rebuilt = { ...same, info: { ...same.info, fw_id: 'build-109' } };
    const back = over({ device: rebuilt, end: { kind: 'went-back', why: null } });
    expect(rowOf(all(back))).toMatchObject({
      'From build': 'build-109',
      'To build': 'build-110',
      Result: 'Went back',
      Details: expect.stringMatching(/back on 1\.1\.0 \(build build-109\)/) as string,
    });
  });

  it.each([
    [updated, 'Passed'],
    [{ kind: 'passed', how: 'up-to-date' }, 'Passed'],
    [{ kind: 'went-back', why: 'It answers slowly' }, 'Went back'],
    [{ kind: 'failed', failure, percent: 12 }, 'Stopped'],
    [{ kind: 'unknown', failure }, 'Stopped'],
    [{ kind: 'cancelled' }, 'Cancelled'],
  ] as const)('sort %o as the tally does', (end, result) => {
    expect(rowOf(all(over({ end })))['Result']).toBe(result);
  });

  it('tell of a port where nobody answered', () => {
    const end: BatchSlotEnd = { kind: 'unreached', failure };
    const row = rowOf(all(over({ end, device: null, to: null, tookMs: null })));
    expect(row).toMatchObject({ 'Device id': '', 'From version': '', Result: 'Stopped' });
    expect(row['Seconds']).toBe('');
  });

  it.each(Object.entries(HOSTILE))('hold nothing hidden of a name that %s', (_, lie) => {
    const info = { ...device.info, id: lie, mac: lie, fw_version: lie, fw_id: lie };
    const end: BatchSlotEnd = { kind: 'went-back', why: lie.slice(0, 80) };
    const file = resultsFile(all(over({ device: { ...device, name: `${lie}2`, info }, end })));
    const rows = readCsv(file);
    expect(rows).toHaveLength(2);
    for (const text of rows.flat()) expect(text).not.toMatch(RAW);
    expect(file.length).toBeLessThan(3_000);
  });

  it('make no formula of what a device calls itself', () => {
    const info = { ...device.info, id: '=cmd|calc', mac: '+1', fw_version: '-2', fw_id: '@SUM' };
    expect(rowOf(all(over({ device: { ...device, name: '=1', info } })))).toMatchObject({
      'Device id': "'=cmd|calc",
      MAC: "'+1",
      Name: "'=1",
      'From version': "'-2",
      'From build': "'@SUM",
    });
  });

  it('are bounded: the oldest go first, and the numbers go on', () => {
    const results = all(...Array.from({ length: MOST_RESULTS + 2 }, () => over()));
    expect([results.length, results[0]?.number]).toEqual([MOST_RESULTS, 3]);
  });

  it('are saved under the day and the minute', () => {
    expect(resultsFileName(new Date(2026, 10, 9, 4, 5).getTime())).toBe(
      'slipway-bench-2026-11-09-0405.csv',
    );
  });
});
