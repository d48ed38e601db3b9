import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MOST_LISTED } from '../../../src/contracts/fleet-device.ts';
import type { KnownPlace } from '../../../src/contracts/network-place.ts';
import { changeFleet, keptFleet } from '../../../src/store/fleet-devices.ts';
import { changePlace, keptPlaces } from '../../../src/store/places.ts';
import { openStore } from '../../../src/store/schema.ts';
import type { DamagedRecord, KeptDevice, SlipwayStore } from '../../../src/store/schema.ts';

const device = (more: Partial<KeptDevice> = {}): KeptDevice => ({
  ...{ id: 'esp32_A', address: 'ws://10.0.0.7/rpc', alias: null, group: null, tags: [] },
  ...{ arch: null, app: null, version: null, buildId: null },
  ...{ source: 'list', lastSeenMs: null, link: null, removedAtMs: null },
  ...more,
});

let store: SlipwayStore;
let stores = 0;
let told: DamagedRecord[];
const onDamaged = (record: DamagedRecord): void => void told.push(record);

beforeEach(async () => {
  told = [];
  store = await openStore(`fleet-${(stores += 1)}`);
});
afterEach(() => store.close());

const put = (devices: readonly KeptDevice[]): Promise<readonly string[]> => {
  const byId = new Map(devices.map((one) => [one.id, one]));
  const change = (id: string): KeptDevice | null => byId.get(id) ?? null;
  return changeFleet(store, [...byId.keys()], { change, onDamaged });
};

describe('devices of the fleet', () => {
  it('are kept by their id, changed in their place, and dropped', async () => {
    await put([device(), device({ id: 'esp32_B' })]);
    await changeFleet(store, ['esp32_A', 'esp32_B', 'gone'], {
      change: (id, before) =>
        id === 'esp32_A' ? 'drop' : before && { ...before, group: 'heating', tags: ['roof'] },
      onDamaged,
    });
    expect(await keptFleet(store, onDamaged)).toEqual([
      device({ id: 'esp32_B', group: 'heating', tags: ['roof'] }),
    ]);
  });

  it('are as many as fit: more are refused by their ids, and none goes for them', async () => {
    const ids = Array.from({ length: MOST_LISTED }, (_, at) => `d${at}`);
    expect(await put(ids.map((id) => device({ id })))).toEqual([]);
    expect(await put([device({ id: 'd0', alias: 'first' }), device({ id: 'more' })])).toEqual([
      'more',
    ]);
    const kept = await keptFleet(store, onDamaged);
    expect([kept.length, kept.find(({ id }) => id === 'd0')?.alias]).toEqual([
      MOST_LISTED,
      'first',
    ]);
  });

  it.each([
    ['address', 'x'.repeat(2_049)],
    ['alias', 'x'.repeat(65)],
    ['group', 7],
    ['tags', 'roof'],
    ['tags', Array.from({ length: 17 }, () => 'roof')],
    ['arch', {}],
    ['source', 'rumour'],
    ['lastSeenMs', Number.NaN],
    ['removedAtMs', undefined],
  ])(
    'that are damaged in %s are not used, named by their id, and replaced',
    async (member, bad) => {
      const database = await openDB(`fleet-${stores}`);
      await database.put('fleet', { ...device(), [member]: bad });
      database.close();
      expect(await keptFleet(store, onDamaged)).toEqual([]);
      expect(told).toEqual([{ kind: 'fleet', key: 'esp32_A' }]);
      await changeFleet(store, ['esp32_A'], {
        change: (_, before) => (before === null ? device({ alias: 'new' }) : null),
        onDamaged,
      });
      expect(await keptFleet(store, onDamaged)).toEqual([device({ alias: 'new' })]);
    },
  );

  it('find room in a store of version 5, beside the places that are kept there', async () => {
    const old = await openStore('before-fleet', 5);
    const place: KnownPlace = {
      ...{ address: 'ws://10.0.0.7/rpc', name: 'Pump', addedAtMs: 1 },
      ...{ kind: 'host', seenAtMs: null, device: null, app: null, version: null },
    };
    await changePlace(old, place.address, { change: () => place, onDamaged });
    expect([...old.objectStoreNames]).not.toContain('fleet');
    old.close();
    const now = await openStore('before-fleet');
    await changeFleet(now, ['esp32_A'], { change: () => device(), onDamaged });
    expect(await keptFleet(now, onDamaged)).toEqual([device()]);
    expect(await keptPlaces(now, onDamaged)).toEqual([place]);
    now.close();
  });
});
