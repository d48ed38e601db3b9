import { describe, expect, it } from 'vitest';
import {
  assignNextPort,
  assignReturnedPort,
} from '../../../../../src/ui/features/batch/port-assignment.ts';
import type { PortAssignment } from '../../../../../src/ui/features/batch/port-assignment.ts';

const assignment = (own: Partial<PortAssignment>): PortAssignment => ({
  hasPort: false,
  isRunning: false,
  isOver: false,
  key: null,
  vacatedAt: 0,
  ...own,
});

describe('a port that was plugged in', () => {
  const one = assignment({ isRunning: true, key: 'AA' });
  const two = assignment({ isRunning: true, key: 'BB' });
  const there = assignment({ isRunning: true, key: 'CC', hasPort: true });

  it('belongs to the lane that lost this very device, however alike the adapters are', () => {
    expect(assignReturnedPort([one, two, there], 'BB')).toBe(two);
  });

  it('belongs to no lane under way when another device answers on it', () => {
    expect(assignReturnedPort([one, there], 'DD')).toBeNull();
  });

  it('is given to the only lane that waits when nobody answers yet', () => {
    expect(assignReturnedPort([one, there], null)).toBe(one);
    expect(assignReturnedPort([one, two], null)).toBeNull();
  });

  it('goes to a free lane before one with a result on it, to the longest vacant first', () => {
    const result = assignment({ isOver: true, vacatedAt: 1 });
    const late = assignment({ vacatedAt: 9 });
    const early = assignment({ vacatedAt: 5 });
    expect(assignNextPort([result, late, early, there])).toBe(early);
    expect(assignNextPort([result, there, one])).toBe(result);
  });

  it('never takes the lane of an update that lost its device, nor one that has a port', () => {
    expect(assignNextPort([one, there, assignment({ hasPort: true, isOver: true })])).toBeNull();
  });
});
