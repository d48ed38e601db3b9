import { describe, expect, it } from 'vitest';
import {
  endsByMonth,
  keptInTime,
  median,
  speedByLink,
} from '../../../../../src/ui/features/history/chart-figures.ts';
import { PAST_AT, pastUpdate } from '../../../../support/history/past-updates.ts';

const MONTH_MS = 31 * 24 * 60 * 60_000;

describe('the charts of the history', () => {
  it('have the time of each update that was kept whole, the oldest first, and no more than 30', () => {
    const many = Array.from({ length: 40 }, (_, at) => pastUpdate({ id: String(at) }));
    const shown = keptInTime([
      pastUpdate({ id: 'carried', isCarriedOn: true }),
      pastUpdate({ id: 'back', result: 'reverted' }),
      ...many,
    ]);
    expect(shown).toHaveLength(30);
    expect([shown[0]?.id, shown.at(-1)?.id]).toEqual(['29', '0']);
  });

  it('count how updates ended in each month', () => {
    const months = endsByMonth([
      pastUpdate(),
      pastUpdate({ result: 'reverted' }),
      pastUpdate({ result: 'failed' }),
      pastUpdate({ result: 'unknown' }),
      pastUpdate({ endedAtMs: PAST_AT - MONTH_MS }),
    ]);
    expect(months.map(({ counts, all }) => [counts, all])).toEqual([
      [{ kept: 1, back: 0, stopped: 0 }, 1],
      [{ kept: 1, back: 1, stopped: 2 }, 4],
    ]);
  });

  it('have the median speed of each link, of what was written from here', () => {
    const over = (link: string | null, bytes: number, writeSeconds = 1, delivery = 'write') =>
      pastUpdate({ bytes, writeSeconds, way: { method: 'cable', delivery, link } });
    expect(
      speedByLink([
        ...[over('serial', 100), over('serial', 300), over('serial', 10_000)],
        ...[over('websocket', 1_000), over('websocket', 3_000)],
        ...[over('mqtt', 5, 0), over('mqtt', 5, 1, 'pull'), over(null, 5)],
      ]),
    ).toEqual([
      { link: 'websocket', bytesPerSecond: 2_000, count: 2 },
      { link: 'serial', bytesPerSecond: 300, count: 3 },
    ]);
    expect(median([])).toBe(0);
  });
});
