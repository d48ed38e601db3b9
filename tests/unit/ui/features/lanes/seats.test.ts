import { describe, expect, it } from 'vitest';
import { seatForNext, seatOfReturned } from '../../../../../src/ui/features/lanes/seats.ts';
import type { Seat } from '../../../../../src/ui/features/lanes/seats.ts';

const seat = (own: Partial<Seat>): Seat => ({
  hasPort: false,
  isRunning: false,
  isOver: false,
  key: null,
  vacatedAt: 0,
  ...own,
});

describe('a port that was plugged in', () => {
  const one = seat({ isRunning: true, key: 'AA' });
  const two = seat({ isRunning: true, key: 'BB' });
  const there = seat({ isRunning: true, key: 'CC', hasPort: true });

  it('belongs to the lane that lost this very device, however alike the adapters are', () => {
    expect(seatOfReturned([one, two, there], 'BB')).toBe(two);
  });

  it('belongs to no lane under way when another device answers on it', () => {
    expect(seatOfReturned([one, there], 'DD')).toBeNull();
  });

  it('is given to the only lane that waits when nobody answers yet', () => {
    expect(seatOfReturned([one, there], null)).toBe(one);
    expect(seatOfReturned([one, two], null)).toBeNull();
  });

  it('goes to a free lane before one with a result on it, to the longest vacant first', () => {
    const result = seat({ isOver: true, vacatedAt: 1 });
    const late = seat({ vacatedAt: 9 });
    const early = seat({ vacatedAt: 5 });
    expect(seatForNext([result, late, early, there])).toBe(early);
    expect(seatForNext([result, there, one])).toBe(result);
  });

  it('never takes the lane of an update that lost its device, nor one that has a port', () => {
    expect(seatForNext([one, there, seat({ hasPort: true, isOver: true })])).toBeNull();
  });
});
