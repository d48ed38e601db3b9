import { describe, expect, it } from 'vitest';
import { RollOutAccessCheck } from '../../../../../src/ui/features/roll-out/access.svelte.ts';
import { FIRST_RULES, rollOutOrder } from '../../../../../src/ui/features/roll-out/draft-rules.ts';
import { RollOutThread } from '../../../../../src/ui/features/roll-out/roll-out-thread.ts';
import type { DeniedPlaces, RollOutSignIn } from '../../../../../src/workers/api.ts';
import { recordingUpdater } from '../../../../support/ui/recording-updater.ts';

const BROKER = 'mqtt+ws://h:9001/';
const typed = { user: 'u', password: 'p', keep: false };

/** `looks`: who is denied at each of them. */
function setUp(...looks: readonly DeniedPlaces[]) {
  const given: RollOutSignIn[] = [];
  const left = [...looks];
  const thread = new RollOutThread({
    trust: () => null,
    openUpdater: () => ({
      ...recordingUpdater().updater,
      died: new Promise(() => undefined),
      checkRollOutAccess: () =>
        Promise.resolve({ ok: true, value: left.shift() ?? { brokers: [], devices: [] } }),
      signInRollOut: (order) => {
        given.push(order);
        return Promise.resolve({ ok: true, value: null });
      },
    }),
  });
  const order = rollOutOrder(FIRST_RULES, [{ id: 'a', url: 'ws://a/', group: null }], 'UTC');
  if (order === null) throw new Error('no order');
  const access = new RollOutAccessCheck(thread);
  return { access, given, look: () => access.look(order, []) };
}

describe('who asks for a password before a roll-out', () => {
  it('is nobody, as far as is known, where all let us in', async () => {
    const { access, look } = setUp();
    const looking = look();
    expect(access.isChecking).toBe(true);
    expect(await looking).toBe(true);
    expect([access.isChecking, access.isDenied]).toEqual([false, false]);
  });

  it('is asked again after it was given, and given for a broker or for all devices', async () => {
    const denied = { brokers: [BROKER], devices: ['a'] };
    const { access, given, look } = setUp(denied, { brokers: [], devices: ['a'] });
    expect(await look()).toBe(false);
    expect(access.denied).toEqual(denied);
    expect(await access.give(BROKER, { ...typed, keep: true })).toBe(true);
    // What is kept is kept for one place.
    expect(await access.give(null, { ...typed, keep: true })).toBe(true);
    expect(given).toEqual([
      { at: 'broker', place: BROKER, user: 'u', password: 'p', keep: true },
      { at: 'device', place: null, user: 'u', password: 'p', keep: false },
    ]);
    expect([access.isGiven(BROKER), access.isGiven(null)]).toEqual([true, true]);
    expect(await look()).toBe(false);
    expect([access.isGiven(null), access.denied.brokers]).toEqual([false, []]);
    expect(await look()).toBe(true);
  });

  it('is told nothing without a user, or longer than any is', async () => {
    const { access, given } = setUp();
    expect(await access.give(null, { ...typed, user: '' })).toBe(false);
    expect(await access.give(null, { ...typed, password: 'x'.repeat(201) })).toBe(false);
    expect(given).toEqual([]);
  });
});
