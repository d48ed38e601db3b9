import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../../../src/fleet/shared/beat-lease.ts';
import { ClaimKeeper, nextEpoch } from '../../../../src/fleet/shared/claim.ts';
import type { Claim } from '../../../../src/fleet/shared/claim.ts';

const WALL_MS = 1_800_000_000_000;

const keeperOf = (owner: string, takesOver = false, random = 0): ClaimKeeper =>
  new ClaimKeeper({
    owner,
    name: `host ${owner}`,
    wallClock: () => WALL_MS,
    random: () => random,
    takesOver,
  });

/** What a keeper publishes comes back to all of them, at once. */
function pass(from: ClaimKeeper, to: readonly ClaimKeeper[], atMs: number): Claim | null {
  const claim = from.due(atMs);
  if (claim !== null) for (const keeper of to) keeper.hear(claim, atMs);
  return claim;
}

/** Each second, until this time. */
function live(keepers: readonly ClaimKeeper[], fromMs: number, untilMs: number): void {
  for (let atMs = fromMs; atMs <= untilMs; atMs += 250)
    for (const keeper of keepers) pass(keeper, keepers, atMs);
}

/** One that coordinates at 6 s, and one that follows. */
function settled(): { readonly lead: ClaimKeeper; readonly follower: ClaimKeeper } {
  const [lead, follower] = [keeperOf('a'), keeperOf('b')];
  lead.connected(0);
  live([lead], 0, 6_000);
  follower.connected(6_000);
  live([lead, follower], 6_000, 8_000);
  expect([lead.mayAct(8_000), follower.epoch]).toEqual([true, null]);
  return { lead, follower };
}

describe('the claim on a roll-out', () => {
  it('begins nothing before it has come back and another lease would be over', () => {
    const keeper = keeperOf('a');
    expect(keeper.due(0)).toBeNull();
    keeper.connected(0);
    expect(keeper.due(999)).toBeNull();
    const claim = keeper.due(1_000);
    expect(claim).toMatchObject({ owner: 'a', state: 'held', beat: 1 });
    expect(keeper.mayAct(8_000)).toBe(false);
    live([keeper], 1_250, 5_000);
    expect([keeper.mayAct(4_999), keeper.mayAct(5_000)]).toEqual([false, true]);
  });

  it('is a lease: over so long after the last beat that came back was sent', () => {
    const { lead } = settled();
    expect(lead.mayAct(8_000 + LEASE_MS - 1)).toBe(true);
    expect(lead.mayAct(8_000 + LEASE_MS)).toBe(false);
    expect([lead.isDeaf(11_999), lead.isDeaf(12_000)]).toEqual([false, true]);
  });

  it('is free after 6 s of silence, or after the lease where the broker says that its owner is gone', () => {
    const { follower } = settled();
    expect([follower.due(13_999), follower.due(14_000)?.owner]).toEqual([null, 'b']);
    const other = settled().follower;
    other.gone('a');
    expect([other.due(11_999), other.due(12_000)?.owner]).toEqual([null, 'b']);
  });

  it('stays with an owner whose connection was lost and who is back in time', () => {
    const { lead, follower } = settled();
    follower.gone('a');
    lead.disconnected();
    lead.connected(9_000);
    live([lead, follower], 9_000, 20_000);
    expect([lead.mayAct(20_000), follower.epoch]).toEqual([true, null]);
  });

  it('is never acted on by the next one before the lease of the one before is over', () => {
    const { lead, follower } = settled();
    const lastMs = 8_000;
    follower.gone('a');
    for (let atMs = lastMs; atMs < lastMs + 20_000; atMs += 50) {
      pass(follower, [follower], atMs); // the other one hears nothing
      expect([lead, follower].filter((keeper) => keeper.mayAct(atMs)).length).toBeLessThan(2);
    }
    expect(follower.mayAct(lastMs + 20_000 - 1_000)).toBe(true);
  });

  it('ends at once for who reads a higher one, and is not fought for by who took over', () => {
    const { lead } = settled();
    const taker = keeperOf('c', true, 7);
    taker.connected(8_000);
    const first = lead.due(9_000);
    if (first !== null) taker.hear(first, 9_000);
    const claim = pass(taker, [lead, taker], 9_000);
    expect(claim?.epoch).toBeGreaterThan(first?.epoch ?? Infinity);
    expect([lead.epoch, lead.mayAct(9_000)]).toEqual([null, false]);
    live([lead, taker], 9_250, 14_000);
    expect([lead.mayAct(14_000), taker.mayAct(14_000)]).toEqual([false, true]);
    taker.hear({ ...claim, owner: 'd', epoch: (claim?.epoch ?? 0) + 1 } as Claim, 14_000);
    expect([taker.epoch, taker.due(14_250)]).toEqual([null, null]);
  });

  it('of two at the same time is the higher one’s, in whatever order they arrive', () => {
    for (const order of [0, 1]) {
      const [low, high] = [keeperOf('a', false, 1), keeperOf('b', false, 2)];
      low.connected(0);
      high.connected(0);
      const claims = [low.due(1_000), high.due(1_000)];
      if (order === 1) claims.reverse();
      for (const claim of claims)
        if (claim !== null) for (const keeper of [low, high]) keeper.hear(claim, 1_000);
      expect([low.epoch, high.epoch]).toEqual([null, nextEpoch(0, WALL_MS, 2)]);
    }
  });

  it('left is taken over at once, and until then still written under', () => {
    const { lead, follower } = settled();
    const left = lead.leave(8_250);
    expect([left?.state, lead.mayAct(8_250), lead.epoch]).toEqual(['leaving', false, left?.epoch]);
    if (left !== null) for (const keeper of [lead, follower]) keeper.hear(left, 8_250);
    pass(follower, [lead, follower], 8_250);
    expect([lead.epoch, follower.mayAct(8_250)]).toEqual([null, true]);
  });

  it('released is claimed by nobody for 3 s, and never again by who released it', () => {
    const { lead, follower } = settled();
    const released = lead.release();
    if (released !== null) for (const keeper of [lead, follower]) keeper.hear(released, 8_000);
    expect([follower.due(10_999), follower.due(11_000)?.owner]).toEqual([null, 'b']);
    expect(lead.due(60_000)).toBeNull();
  });

  it('has an epoch that grows also where the broker has forgotten all', () => {
    expect(nextEpoch(0, WALL_MS + 1_000, 0)).toBeGreaterThan(nextEpoch(0, WALL_MS, 2 ** 20 - 1));
    expect(nextEpoch(2 ** 52, WALL_MS, 5)).toBe(2 ** 52 + 1);
  });

  it('is known to stand, to have been left, or to have nobody any more', () => {
    const { lead, follower } = settled();
    expect([lead.standing(8_000), follower.standing(8_000)]).toEqual(['own', 'held']);
    expect([follower.standing(13_999), follower.standing(14_000)]).toEqual(['held', 'gone']);
    follower.disconnected();
    expect(follower.standing(20_000)).toBe('held'); // nothing can be known
    follower.connected(20_000);
    expect([follower.standing(25_999), follower.standing(26_000)]).toEqual(['held', 'gone']);
    pass(lead, [lead, follower], 27_000);
    expect(follower.standing(27_000)).toBe('held');
    follower.gone('a');
    expect(follower.standing(27_000)).toBe('gone');
    const left = lead.leave(27_250);
    if (left !== null) follower.hear(left, 27_250);
    expect(follower.standing(27_250)).toBe('leaving');
    const released = lead.release();
    if (released !== null) follower.hear(released, 27_500);
    expect([follower.standing(27_500), lead.standing(27_500)]).toEqual(['released', 'released']);
    expect(keeperOf('c').standing(0)).toBe('nobody');
  });
});
