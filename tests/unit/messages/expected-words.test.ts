import { describe, expect, it } from 'vitest';
import type { ExpectedTime } from '../../../src/contracts/expected-time.ts';
import {
  aboutTime,
  expectedLead,
  usualRestart,
  wholeTime,
} from '../../../src/messages/expected-words.ts';

const range = (fromSeconds: number, toSeconds: number) => ({
  fromMs: fromSeconds * 1_000,
  toMs: toSeconds * 1_000,
});

describe('an expected time', () => {
  it.each([
    [2, 8, 'a few seconds'],
    [3, 12, '5 to 10 seconds'],
    [9, 11, 'about 10 seconds'],
    [10, 60, '10 to 60 seconds'],
    [50, 130, '1 to 2 minutes'],
    [110, 145, 'about 2 minutes'],
    [70, 91, '1 to 2 minutes'],
    [139, 212, '2 to 4 minutes'],
    [70, 420, '1 to 7 minutes'],
    [61, 89.9, '60 to 90 seconds'],
  ])('from %d to %d seconds is said as %s', (from, to, words) => {
    expect(aboutTime(range(from, to))).toBe(words);
  });

  it('names the link that it is expected of', () => {
    const expected = { whole: range(110, 130), link: 'serial' } as ExpectedTime;
    expect(wholeTime(expected)).toBe('about 2 minutes over this cable');
    expect(wholeTime({ ...expected, link: 'bluetooth' })).toBe('about 2 minutes over Bluetooth');
  });
});

describe('the usual time of a restart', () => {
  it.each([
    ['none', range(10, 60), 'usually 10 to 60 seconds'],
    ['device', range(9, 9), '9 seconds on this device so far'],
    ['device', range(8, 11.2), '8 to 11 seconds on this device so far'],
    ['device', range(0.4, 0.9), '1 second on this device so far'],
    ['kind', range(9, 9), '9 seconds on another of its kind'],
  ] as const)('as known by %s says so', (measured, time, words) => {
    expect(usualRestart({ ...time, measured })).toBe(words);
  });

  it('stands at the end of what is said before the update', () => {
    const restart = { ...range(10, 60), measured: 'none' } as const;
    const expected = { whole: range(110, 130), link: 'serial', restart } as ExpectedTime;
    expect(expectedLead(expected)).toBe(
      'About 2 minutes over this cable. It works as usual until its one restart, usually 10 to 60 seconds.',
    );
  });
});
