import { describe, expect, it } from 'vitest';
import type { ExpectedTime } from '../../../src/contracts/expected-time.ts';
import {
  aboutTime,
  besideRestart,
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
    ['device', range(9, 9), 'it took this device 9 seconds before'],
    ['device', range(8, 11.2), 'it took this device 8 to 11 seconds before'],
    ['device', range(0.4, 0.9), 'it took this device 1 second before'],
    ['kind', range(9, 9), 'it took a device of this kind 9 seconds'],
  ] as const)('as known by %s says so', (measured, time, words) => {
    expect(usualRestart({ ...time, measured })).toBe(words);
  });

  it('follows the running time as one sentence', () => {
    expect(besideRestart({ ...range(10, 60), measured: 'none' })).toBe(
      ', usually 10 to 60 seconds',
    );
    expect(besideRestart({ ...range(8, 9), measured: 'device' })).toBe(
      '; it took this device 8 to 9 seconds before',
    );
  });
});
