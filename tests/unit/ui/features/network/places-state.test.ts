import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../../../../src/contracts/failure.ts';
import type { NewPlace, PlaceView } from '../../../../../src/contracts/network-place.ts';
import {
  placeAddress,
  placeHint,
  placeTitle,
} from '../../../../../src/ui/features/network/place-words.ts';
import { PlacesState } from '../../../../../src/ui/features/network/places-state.svelte.ts';
import { UpdateState } from '../../../../../src/ui/state/update-state.svelte.ts';
import { CONNECTION_METHODS } from '../../../../../src/ui/state/connection-method.ts';
import { recordingUpdater } from '../../../../support/ui/recording-updater.ts';

const HOST = 'ws://192.168.1.7/rpc';
const ok = <T>(value: T): Promise<Outcome<T>> => Promise.resolve({ ok: true, value });
const view = (more: Partial<PlaceView> = {}): PlaceView => ({
  ...{ address: HOST, kind: 'host', name: null, addedAtMs: 1, seenAtMs: null },
  ...{ device: null, app: null, version: null, signIn: 'nobody' },
  ...more,
});

let store: Map<string, string>;
beforeEach(() => {
  store = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => void store.set(key, value),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function setUp() {
  const { updater, asked } = recordingUpdater();
  const kept: PlaceView[] = [];
  const told = (call: string): void => void asked.push(call);
  const update = new UpdateState({
    openUpdater: () =>
      ok({
        ...updater,
        places: () => ok({ places: [...kept], isKept: true }),
        addPlace: (place: NewPlace) => {
          kept.push(view(place));
          return ok(true);
        },
        takeOverPlaces: (addresses: readonly string[]) => {
          told(`takeOver ${addresses.join(' ')}`);
          kept.push(...addresses.map((address) => view({ address })));
          return ok(null);
        },
      }),
    practice: {
      traits: CONNECTION_METHODS.practice,
      device: 'the practice device',
      join: () => ok(null),
    },
    now: () => 0,
    wall: () => 0,
    newId: () => 'session',
  });
  return { places: new PlacesState(update), asked };
}

describe('the places on the screen', () => {
  it('are asked for by nobody before there was one, and from then on at each visit', async () => {
    const { places } = setUp();
    expect(places.maybeSome).toBe(false);
    expect(await places.add({ address: HOST, kind: 'host', name: 'Pump' })).toBe(true);
    expect(places.all.map(({ name }) => name)).toEqual(['Pump']);
    expect(setUp().places.maybeSome).toBe(true);
  });

  it('begin with the addresses that were kept before there were places, once', async () => {
    store.set('slipway-addresses', JSON.stringify([HOST, 7, 'serial:///dev/x', 'ws://u:p@a/rpc']));
    const { places, asked } = setUp();
    await places.look();
    await places.look();
    expect(asked.filter((call) => call.startsWith('takeOver'))).toEqual([`takeOver ${HOST}`]);
    expect([places.all.length, store.get('slipway-addresses')]).toEqual([1, 'places']);
  });

  it.each(['{', '7', '"ws://a/rpc"', '[7, ""]'])(
    'begin with none where something else is kept: %s',
    async (kept) => {
      store.set('slipway-addresses', kept);
      const { places, asked } = setUp();
      await places.look();
      expect(asked.some((call) => call.startsWith('takeOver'))).toBe(false);
    },
  );
});

describe('how a place is called', () => {
  const NOW = new Date(2026, 10, 30, 14, 0, 0).getTime();
  const seen = [
    {
      ...{ key: 'A', id: 'esp32_A', app: 'demo', arch: 'esp32', version: '1.0.0' },
      ...{ adapter: HOST, seenAtMs: NOW - 1_000, alias: 'Boiler' },
    },
  ];

  it.each([
    [view({ name: 'Pump house', device: 'esp32_A' }), 'Pump house'],
    [view({ device: 'esp32_A' }), 'Boiler'],
    [view({ address: 'ws://10.0.0.9/rpc', device: 'esp32_B' }), 'esp32_B'],
    [view({ address: 'ws://10.0.0.9/rpc' }), '10.0.0.9'],
    [
      view({ address: 'mqtt+wss://b.example/', kind: 'broker', device: 'esp32_A' }),
      'mqtt+wss://b.example/',
    ],
  ])('is by its name, its device or its address', (place, title) => {
    expect(placeTitle(place, seen)).toBe(title);
  });

  it('comes with where it is, unless that is its title', () => {
    expect(placeAddress(view({ name: 'Pump house' }), seen)).toBe('192.168.1.7');
    expect(placeAddress(view({ address: 'ws://10.0.0.9/rpc' }), seen)).toBeNull();
  });

  it('comes with when somebody answered, and who signs in', () => {
    const answered = { app: 'demo', version: '1.0.0', device: 'esp32_B' };
    const at = { seen: [], now: NOW };
    expect(placeHint(view({ ...answered, seenAtMs: NOW - 60_000, signIn: 'kept' }), at)).toBe(
      'demo 1.0.0, seen 13:59:00 · sign-in kept',
    );
    const broker = view({ address: 'mqtt+wss://b.example/', kind: 'broker' });
    const before = new Date(2026, 10, 1, 23, 30).getTime();
    expect(placeHint({ ...broker, ...answered, seenAtMs: before, name: 'Hall' }, at)).toBe(
      'broker · esp32_B answered 1 Nov 2026',
    );
    expect(placeHint(broker, at)).toBe('broker · nothing has answered there yet');
  });
});
