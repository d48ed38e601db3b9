import { describe, expect, it } from 'vitest';
import { DeviceWatchdog } from '../../../src/update/session.ts';

const BEGUN_AT = 1000;
const TIMEOUT_MS = 60_000;

function begun(): DeviceWatchdog {
  const watchdog = new DeviceWatchdog();
  watchdog.begin(TIMEOUT_MS, BEGUN_AT);
  return watchdog;
}

describe('the watchdog of the device, as the client counts it', () => {
  it('begins with OTA.Begin, and never has less than nothing left', () => {
    const watchdog = begun();
    expect(watchdog.leftMs(BEGUN_AT)).toBe(60_000);
    expect(watchdog.leftMs(BEGUN_AT + 59_000)).toBe(1000);
    expect(watchdog.leftMs(BEGUN_AT + 70_000)).toBe(0);
  });

  it('is over beyond doubt only ten seconds after it is due: replies are late, and clocks differ', () => {
    const watchdog = begun();
    const dueAt = BEGUN_AT + TIMEOUT_MS;
    expect([0, 1, 9999, 10_000].map((lateMs) => watchdog.isOver(dueAt + lateMs))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(watchdog.isOver(dueAt + 10_001)).toBe(true);
  });

  it.each([
    ['after five seconds, if bytes have advanced', 1, 5000, true],
    ['not after less, with few bytes', 49_999, 4999, false],
    ['at once with fifty thousand bytes', 50_000, 1, true],
    ['not without a byte, however late', 0, 30_000, false],
  ])('starts anew %s', (_, bytes, afterMs, restarts) => {
    const watchdog = begun();
    watchdog.progress(bytes, BEGUN_AT + afterMs);
    const left = watchdog.leftMs(BEGUN_AT + afterMs);
    expect(left).toBe(restarts ? TIMEOUT_MS : TIMEOUT_MS - afterMs);
  });

  it('counts from the bytes at which it last started anew', () => {
    const watchdog = begun();
    watchdog.progress(50_000, BEGUN_AT + 1000);
    watchdog.progress(99_999, BEGUN_AT + 2000);
    expect(watchdog.leftMs(BEGUN_AT + 2000)).toBe(59_000);
    watchdog.progress(100_000, BEGUN_AT + 3000);
    expect(watchdog.leftMs(BEGUN_AT + 3000)).toBe(60_000);
  });
});
