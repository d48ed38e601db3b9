import { afterEach, describe, expect, it, vi } from 'vitest';
import { day, exactSize, fileSize, timeOfDay } from '../../../src/messages/numbers.ts';

describe('sizes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [512, '512 bytes'],
    [999, '999 bytes'],
    [1_000, '1 kB'],
    [7_649, '7.65 kB'],
    [841_000, '841 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [1_360_000, '1.36 MB'],
    [1_234_567_890, '1,230 MB'],
  ])('of %i bytes have three figures at most', (bytes, words) => {
    expect(fileSize(bytes)).toBe(words);
  });

  it('are as the browser itself writes the unit', () => {
    for (const [value, unit] of [
      [841_000, 'kilobyte'],
      [1_360_000, 'megabyte'],
    ] as const) {
      const format = new Intl.NumberFormat('en', {
        style: 'unit',
        unit,
        maximumSignificantDigits: 3,
      });
      expect(fileSize(value)).toBe(format.format(value / (unit === 'kilobyte' ? 1e3 : 1e6)));
    }
  });

  it('have every figure where it is asked for', () => {
    expect(exactSize(1_060_921)).toBe('1,060,921 B');
  });
});

describe('the tables of a language', () => {
  const { NumberFormat, DateTimeFormat } = Intl;

  afterEach(() => {
    Object.assign(Intl, { NumberFormat, DateTimeFormat });
  });

  it('are not read when the app starts, but once, when a number is written', async () => {
    let read = 0;
    Intl.NumberFormat = new Proxy(NumberFormat, {
      construct: (target, options: ConstructorParameters<typeof NumberFormat>) => {
        read += 1;
        return new target(...options);
      },
    });
    Intl.DateTimeFormat = new Proxy(DateTimeFormat, {
      construct: () => {
        throw new Error('nobody asked for a date');
      },
    });
    vi.resetModules();
    const fresh = await import('../../../src/messages/numbers.ts');
    expect(read).toBe(0);
    fresh.fileSize(1);
    fresh.fileSize(2);
    expect(read).toBe(1);
  });
});

describe('times', () => {
  it('are of a day, to the second', () => {
    expect(timeOfDay(0)).toMatch(/^\d\d:\d\d:00$/);
    expect(day('2026-11-01T12:00:00Z')).toBe('1 Nov 2026');
    expect(day('no date')).toBeNull();
  });
});
