import { describe, expect, it } from 'vitest';
import { expectedDuration } from '../../../src/fleet/expected-duration.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOON = Date.UTC(2026, 5, 1, 12);
const RULES = { atOnce: 10, soakMs: 0, quietHours: null };
const OF = { waves: [1, 5, 25], updateMs: 2 * MINUTE_MS, nowMs: NOON };

describe('the duration of a roll-out', () => {
  it('is that of its waves one after the other, so many devices at once', () => {
    expect(expectedDuration(RULES, OF)).toBe((1 + 1 + 3) * 2 * MINUTE_MS);
    expect(expectedDuration({ ...RULES, atOnce: 1 }, OF)).toBe(31 * 2 * MINUTE_MS);
    expect(expectedDuration(RULES, { ...OF, waves: [] })).toBe(0);
  });

  it('has the time that each wave runs the new firmware, the last one too', () => {
    expect(expectedDuration({ ...RULES, soakMs: HOUR_MS }, OF)).toBe(
      5 * 2 * MINUTE_MS + 3 * HOUR_MS,
    );
  });

  it('counts the hours in which nothing begins', () => {
    const quietHours = { fromMinute: 12 * 60 + 3, untilMinute: 14 * 60, timeZone: 'UTC' };
    // One wave ends before them, the others begin at two.
    expect(expectedDuration({ ...RULES, quietHours }, OF)).toBe(2 * HOUR_MS + 4 * 2 * MINUTE_MS);
    const allDay = { ...quietHours, untilMinute: quietHours.fromMinute };
    expect(expectedDuration({ ...RULES, quietHours: allDay }, OF)).toBeNull();
  });

  it('is there at once for a hundred thousand devices', () => {
    const quietHours = { fromMinute: 0, untilMinute: 60, timeZone: 'Europe/Berlin' };
    const rules = { ...RULES, atOnce: 1, quietHours };
    const duration = expectedDuration(rules, { ...OF, waves: [100_000] });
    expect(duration).toBeGreaterThanOrEqual(100_000 * 2 * MINUTE_MS);
  });
});
