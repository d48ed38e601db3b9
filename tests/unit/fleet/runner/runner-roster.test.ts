import { describe, expect, it } from 'vitest';
import { BeatLease } from '../../../../src/fleet/shared/beat-lease.ts';
import { RunnerRoster } from '../../../../src/fleet/runner/runner-roster.ts';

const state = (beat: number, places = 2) => ({ owner: 'a', name: 'host 1', places, beat });

describe('the runners that a coordinator knows', () => {
  it('are there from their second beat on: what a broker keeps of a dead one is none', () => {
    const roster = new RunnerRoster();
    roster.connected(0);
    expect(roster.hear(state(1), 0)).toBe(true);
    expect(roster.present).toEqual([]);
    roster.hear(state(1), 500);
    expect(roster.present).toEqual([]);
    expect(roster.hear(state(2), 1_000)).toBe(true);
    expect(roster.present).toEqual([state(2)]);
    expect(roster.hear(state(3), 2_000)).toBe(false);
    expect(roster.hear(state(4, 0), 3_000)).toBe(true);
  });

  it('are lost no sooner than their lease is over, with the broker’s word at 5 s and without it at 6 s', () => {
    const roster = new RunnerRoster();
    roster.connected(0);
    roster.hear(state(1), 0);
    roster.hear(state(2), 1_000);
    expect(roster.gone('a')).toBe(true);
    expect(roster.present).toEqual([]);
    expect(roster.takeLost(5_999)).toEqual([]);
    expect(roster.takeLost(6_000)).toEqual([state(2)]);
    expect(roster.takeLost(6_000)).toEqual([]);
    roster.hear(state(3), 7_000);
    expect(roster.takeLost(12_999)).toEqual([]);
    expect(roster.takeLost(13_000)).toEqual([state(3)]);
  });

  it('are not taken for lost because the coordinator was cut off', () => {
    const roster = new RunnerRoster();
    roster.hear(state(1), 0);
    roster.hear(state(2), 1_000);
    roster.connected(60_000);
    expect(roster.takeLost(65_999)).toEqual([]);
  });
});

describe('the lease of a runner', () => {
  it('is fresh for 4 s from sending a beat that came back on this connection', () => {
    const lease = new BeatLease();
    lease.connected(0);
    expect([lease.isDue(0), lease.isFresh(0)]).toEqual([true, false]);
    const first = lease.next(0);
    expect([lease.isDue(999), lease.isDue(1_000)]).toEqual([false, true]);
    lease.hear(first);
    expect([lease.isFresh(3_999), lease.isFresh(4_000)]).toEqual([true, false]);
    const second = lease.next(4_000);
    lease.connected(5_000);
    lease.hear(second);
    expect(lease.isFresh(5_000)).toBe(false);
  });

  it('tells that nothing comes back', () => {
    const lease = new BeatLease();
    lease.connected(0);
    lease.hear(lease.next(500));
    expect([lease.isDeaf(4_499), lease.isDeaf(4_500)]).toEqual([false, true]);
  });
});
