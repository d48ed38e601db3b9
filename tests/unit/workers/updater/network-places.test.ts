import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../src/contracts/failure.ts';
import { MOST_PLACES } from '../../../../src/contracts/network-place.ts';
import { KnownDevices } from '../../../../src/workers/updater/known-devices.ts';
import { NetworkPlaces } from '../../../../src/workers/updater/network-places.ts';
import { SignIns } from '../../../../src/workers/updater/sign-ins.ts';

const HOST = 'ws://10.0.0.7/rpc';
const BROKER = 'mqtt+wss://broker.example/mqtt/';
const AT_BROKER = `${BROKER}esp32_A`;
const INFO = { id: 'esp32_A', app: 'demo', fw_version: '1.0.0' };
const closed = {
  ok: false,
  failure: toFailure(new OtaError('storage/failed', { detail: 'closed' })),
} as const;

let now = 0;
/** As a new thread finds it. */
function newThread({ isClosed = false } = {}) {
  const known = new KnownDevices(() => now, { browser: 'chrome', system: 'linux' });
  const signIns = new SignIns(known);
  const own = isClosed ? { inStore: () => Promise.resolve(closed) } : known;
  return { signIns, places: new NetworkPlaces({ known: own, signIns, wall: () => now }) };
}

beforeEach(async () => {
  now = 1_000;
  await newThread().places.all(); // makes the stores
  const database = await openDB('slipway');
  for (const store of database.objectStoreNames) await database.clear(store);
  database.close();
});

describe('places of the network', () => {
  it('are there at the next visit, the last seen or added first, with who signs in', async () => {
    const { places, signIns } = newThread();
    await places.add({ address: BROKER, kind: 'broker', name: ' Hall ' });
    now += 1;
    await places.note(HOST, INFO);
    signIns.choose(AT_BROKER);
    await signIns.give({ at: 'broker', user: 'operator', password: 'br0ker', keep: true });
    const unseen = { seenAtMs: null, device: null, app: null, version: null };
    expect(await newThread().places.all()).toEqual({
      isKept: true,
      places: [
        {
          ...{ address: HOST, kind: 'host', name: null, addedAtMs: 1_001, seenAtMs: 1_001 },
          ...{ device: 'esp32_A', app: 'demo', version: '1.0.0', signIn: 'nobody' },
        },
        {
          ...{ address: BROKER, kind: 'broker', name: 'Hall', addedAtMs: 1_000, signIn: 'kept' },
          ...unseen,
        },
      ],
    });
  });

  it('keep the name when a device answers there, at a broker whichever of its devices', async () => {
    const { places } = newThread();
    await places.add({ address: BROKER, kind: 'broker', name: 'Hall' });
    now = 5_000;
    await places.note(AT_BROKER, INFO);
    expect((await places.all()).places).toMatchObject([
      { address: BROKER, kind: 'broker', name: 'Hall', seenAtMs: 5_000, device: 'esp32_A' },
    ]);
    await places.rename(BROKER, ' ');
    expect((await places.all()).places).toMatchObject([{ name: null, seenAtMs: 5_000 }]);
    expect(await places.rename(HOST, 'nobody')).toBe(false);
  });

  it('go with who signs in there', async () => {
    const { places, signIns } = newThread();
    await places.note(HOST, INFO);
    signIns.choose(HOST);
    await signIns.give({ at: 'device', user: 'admin', password: 's3cret', keep: true });
    await places.remove(HOST);
    expect((await newThread().places.all()).places).toEqual([]);
    expect(await newThread().signIns.kindAt('host', HOST)).toBe('nobody');
  });

  it('take over addresses from before, in their order, and what is known stays as it is', async () => {
    const { places } = newThread();
    await places.add({ address: HOST, kind: 'host', name: 'Pump' });
    now += 10;
    await places.takeOver(['ws://10.0.0.8/rpc', AT_BROKER, HOST]);
    expect((await places.all()).places.map(({ address, name }) => [address, name])).toEqual([
      ['ws://10.0.0.8/rpc', null],
      [BROKER, null],
      [HOST, 'Pump'],
    ]);
  });

  it('last as long as the page where the browser keeps nothing, and say so', async () => {
    const { places } = newThread({ isClosed: true });
    await places.add({ address: HOST, kind: 'host', name: null });
    await places.note(HOST, INFO);
    expect(await places.all()).toMatchObject({
      isKept: false,
      places: [{ address: HOST, device: 'esp32_A' }],
    });
    for (let at = 1; at < MOST_PLACES; at += 1) await places.note(`ws://h${at}/rpc`, INFO);
    expect(await places.add({ address: BROKER, kind: 'broker', name: null })).toBe(false);
    await places.remove(HOST);
    expect(await places.add({ address: BROKER, kind: 'broker', name: null })).toBe(true);
  });
});
