import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MOST_PLACES } from '../../../src/contracts/network-place.ts';
import type { KnownPlace } from '../../../src/contracts/network-place.ts';
import { changePlace, dropPlace, keptPlaces } from '../../../src/store/places.ts';
import { openStore } from '../../../src/store/schema.ts';
import type { DamagedRecord, SlipwayStore } from '../../../src/store/schema.ts';
import { keepSignIn, signInFor } from '../../../src/store/sign-ins.ts';

const BROKER = 'mqtt+wss://broker.example/mqtt/';
const place = (more: Partial<KnownPlace> = {}): KnownPlace => ({
  ...{ address: BROKER, kind: 'broker', name: null, addedAtMs: 1, seenAtMs: null },
  ...{ device: null, app: null, version: null },
  ...more,
});

let store: SlipwayStore;
let stores = 0;
let told: DamagedRecord[];
const onDamaged = (record: DamagedRecord): void => void told.push(record);

beforeEach(async () => {
  told = [];
  store = await openStore(`places-${(stores += 1)}`);
});
afterEach(() => store.close());

const put = (next: KnownPlace): Promise<boolean> =>
  changePlace(store, next.address, { change: () => next, onDamaged });

describe('places of the network', () => {
  it('are kept by their address, changed in their place, and dropped', async () => {
    await put(place());
    await changePlace(store, BROKER, {
      change: (before) => before && { ...before, name: 'Hall' },
      onDamaged,
    });
    expect(await keptPlaces(store, onDamaged)).toEqual([place({ name: 'Hall' })]);
    await dropPlace(store, BROKER);
    expect(await keptPlaces(store, onDamaged)).toEqual([]);
  });

  it('are as many as fit: one more is refused, and none goes for it', async () => {
    for (let at = 0; at < MOST_PLACES; at += 1) await put(place({ address: `ws://h${at}/rpc` }));
    expect(await put(place())).toBe(false);
    expect(await put(place({ address: 'ws://h0/rpc', name: 'first' }))).toBe(true);
    const kept = await keptPlaces(store, onDamaged);
    expect([kept.length, kept.some(({ name }) => name === 'first')]).toEqual([MOST_PLACES, true]);
  });

  it.each([
    ['name', 7],
    ['kind', 'router'],
    ['addedAtMs', -1],
    ['seenAtMs', Number.NaN],
    ['device', {}],
    ['app', undefined],
    ['version', []],
  ])(
    'that are damaged in %s are not used, named by their address, and replaced',
    async (member, bad) => {
      const database = await openDB(`places-${stores}`);
      await database.put('places', { ...place(), [member]: bad });
      database.close();
      expect(await keptPlaces(store, onDamaged)).toEqual([]);
      expect(told).toEqual([{ kind: 'place', key: BROKER }]);
      await changePlace(store, BROKER, {
        change: (before) => (before === null ? place({ name: 'new' }) : null),
        onDamaged,
      });
      expect(await keptPlaces(store, onDamaged)).toEqual([place({ name: 'new' })]);
    },
  );

  it('find room in a store of version 4, beside the sign-ins that are kept there', async () => {
    const old = await openStore('before-places', 4);
    const kept = { at: 'broker', place: BROKER, user: 'operator', password: 'br0ker' } as const;
    await keepSignIn(old, kept);
    expect([...old.objectStoreNames]).not.toContain('places');
    old.close();
    const now = await openStore('before-places');
    await changePlace(now, BROKER, { change: () => place(), onDamaged });
    expect(await keptPlaces(now, onDamaged)).toEqual([place()]);
    expect(await signInFor(now, 'broker', BROKER, onDamaged)).toEqual(kept);
    now.close();
  });
});
