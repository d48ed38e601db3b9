import { describe, expect, it } from 'vitest';
import { clearOf, quietUntil } from '../../../src/fleet/quiet-hours.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const night = { fromMinute: 22 * 60, untilMinute: 6 * 60, timeZone: 'Europe/Berlin' };
const lunch = { fromMinute: 12 * 60, untilMinute: 13 * 60, timeZone: 'UTC' };
const at = (text: string): number => Date.parse(text);

describe('quiet hours', () => {
  it('last over midnight, by the clock of their time zone', () => {
    // Berlin is an hour ahead of UTC in November.
    expect(quietUntil(night, at('2026-11-20T20:59:59Z'))).toBe(at('2026-11-20T20:59:59Z'));
    expect(quietUntil(night, at('2026-11-20T21:00:00Z'))).toBe(at('2026-11-21T05:00:00Z'));
    expect(quietUntil(night, at('2026-11-21T04:59:30Z'))).toBe(at('2026-11-21T05:00:00Z'));
    expect(quietUntil(night, at('2026-11-21T05:00:00Z'))).toBe(at('2026-11-21T05:00:00Z'));
  });

  it('end by the wall clock in the night in which the clock is put forward, and in which it is put back', () => {
    expect(quietUntil(night, at('2026-03-28T22:00:00Z'))).toBe(at('2026-03-29T04:00:00Z'));
    expect(quietUntil(night, at('2026-10-24T21:00:00Z'))).toBe(at('2026-10-25T05:00:00Z'));
  });

  it('of a whole day never end', () => {
    expect(quietUntil({ ...lunch, untilMinute: lunch.fromMinute }, 0)).toBe(Infinity);
  });

  it('are kept clear of by what would reach into them', () => {
    const start = at('2026-11-20T11:30:00Z');
    expect(clearOf(lunch, start, 29 * MINUTE)).toBe(start);
    expect(clearOf(lunch, start, 31 * MINUTE)).toBe(at('2026-11-20T13:00:00Z'));
    expect(clearOf(lunch, at('2026-11-20T12:10:00Z'), MINUTE)).toBe(at('2026-11-20T13:00:00Z'));
  });

  it('do not stop for ever what is longer than the time between them', () => {
    const start = at('2026-11-20T11:30:00Z');
    expect(clearOf(lunch, start, 24 * HOUR)).toBe(start);
  });
});
