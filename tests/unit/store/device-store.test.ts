import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelOf } from '../../../src/contracts/bluetooth.ts';
import type { BluetoothSettings } from '../../../src/contracts/bluetooth.ts';
import {
  allBluetooth,
  bluetoothFor,
  rememberBluetooth,
  nameDevice,
  rememberDevice,
  seenDevices,
  MOST_RECORDS,
  recordUpdate,
  updatesOf,
} from '../../../src/store/device-records.ts';
import type { SeenDevice, UpdateRecord, SlipwayStore } from '../../../src/store/schema.ts';
import { STORE_VERSION, openStore } from '../../../src/store/schema.ts';

const none = (): never => {
  throw new Error('nothing is damaged');
};

let store: SlipwayStore;
let stores = 0;

beforeEach(async () => {
  store = await openStore(`test-${(stores += 1)}`);
});

afterEach(() => store.close());

const seen = (key: string, more: Partial<SeenDevice> = {}): Omit<SeenDevice, 'alias'> => ({
  key,
  id: `esp32_${key}`,
  app: 'demo',
  arch: 'esp32',
  version: '1.0.0',
  adapter: 'CP210x (10c4:ea60)',
  seenAtMs: 1,
  ...more,
});

const record = (more: Partial<UpdateRecord> = {}): UpdateRecord => ({
  sessionId: 's1',
  device: 'A',
  startedAtMs: 1,
  from: '1.0.0',
  to: '1.1.0',
  bundle: 'abcd',
  end: 'begun',
  why: null,
  seconds: null,
  ...more,
});

describe('devices that were seen', () => {
  it('come with the last seen first, each once, as it last said of itself', async () => {
    await rememberDevice(store, seen('A', { seenAtMs: 1 }), none);
    await rememberDevice(store, seen('B', { seenAtMs: 2 }), none);
    await rememberDevice(store, seen('A', { seenAtMs: 3, version: '1.1.0' }), none);
    const devices = await seenDevices(store, none);
    expect(devices.map(({ key, version }) => [key, version])).toEqual([
      ['A', '1.1.0'],
      ['B', '1.0.0'],
    ]);
  });

  it('keep the name people gave them when they are seen again, at whatever adapter', async () => {
    await rememberDevice(store, seen('A'), none);
    expect(await nameDevice(store, 'A', '  Boiler room 2 ', none)).toMatchObject({
      alias: 'Boiler room 2',
    });
    const again = await rememberDevice(store, seen('A', { adapter: 'FT232 (0403:6001)' }), none);
    expect(again).toMatchObject({ alias: 'Boiler room 2', adapter: 'FT232 (0403:6001)' });
  });

  it('lose their name when it is made empty, and get none before they were seen', async () => {
    await rememberDevice(store, seen('A'), none);
    await nameDevice(store, 'A', 'Boiler', none);
    expect(await nameDevice(store, 'A', ' ', none)).toMatchObject({ alias: null });
    expect(await nameDevice(store, 'Z', 'Nobody', none)).toBeNull();
    expect(await seenDevices(store, none)).toHaveLength(1);
  });
});

describe('the updates of a device', () => {
  it('are written at their begin and completed at their end', async () => {
    await recordUpdate(store, record());
    expect(await updatesOf(store, 'A', none)).toEqual([record()]);
    const ended = record({ end: 'reverted', why: 'update/rolled-back', seconds: 42 });
    await recordUpdate(store, ended);
    expect(await updatesOf(store, 'A', none)).toEqual([ended]);
  });

  it('come with the last one first and only for this device', async () => {
    await recordUpdate(store, record({ sessionId: 's1', startedAtMs: 1 }));
    await recordUpdate(store, record({ sessionId: 's2', startedAtMs: 2 }));
    await recordUpdate(store, record({ sessionId: 's3', device: 'AB', startedAtMs: 3 }));
    expect((await updatesOf(store, 'A', none)).map(({ sessionId }) => sessionId)).toEqual([
      's2',
      's1',
    ]);
  });

  it('are kept up to a number, the oldest make room', async () => {
    for (let at = 0; at < MOST_RECORDS + 2; at += 1)
      await recordUpdate(store, record({ sessionId: `s${at}`, startedAtMs: at }));
    const kept = await updatesOf(store, 'A', none);
    expect(kept).toHaveLength(MOST_RECORDS);
    expect(kept.at(-1)).toMatchObject({ sessionId: 's2' });
  });
});

describe('what Bluetooth links have learned', () => {
  const settings = (more: Partial<BluetoothSettings> = {}): BluetoothSettings => ({
    browser: 'chrome',
    system: 'android',
    model: 'esp32',
    mtu: 500,
    writeBytes: 497,
    frameBytes: 4096,
    replies: 'notified',
    learnedAtMs: 1,
    ...more,
  });

  it('is kept by browser, system and model, the last in place of the one before', async () => {
    await rememberBluetooth(store, settings());
    await rememberBluetooth(store, settings({ writeBytes: 244, learnedAtMs: 2 }));
    await rememberBluetooth(store, settings({ model: 'gate' }));
    await rememberBluetooth(store, settings({ system: 'linux' }));
    await rememberBluetooth(store, settings({ browser: 'edge' }));
    const here = await bluetoothFor(store, { browser: 'chrome', system: 'android' }, none);
    expect(here).toEqual([
      settings({ writeBytes: 244, learnedAtMs: 2 }),
      settings({ model: 'gate' }),
    ]);
  });

  it('can be taken along as JSON, all of it', async () => {
    await rememberBluetooth(store, settings());
    await rememberBluetooth(store, settings({ system: 'linux', mtu: null }));
    const all = await allBluetooth(store, none);
    expect(JSON.parse(JSON.stringify(all))).toEqual(all);
    expect(all).toHaveLength(2);
  });

  it.each([
    ['esp32_0A1B2C', 'esp32'],
    ['Gate-30AEA40A1B2C', 'gate'],
    ['boiler room', 'boiler room'],
    ['_0A1B2C', '_0A1B2C'],
  ])('belongs to the kind of %s: %s', (name, model) => {
    expect(modelOf(name)).toBe(model);
  });
});

describe('the versions of the store', () => {
  it('keep what an older page wrote, from every version on', async () => {
    for (let version = 1; version < STORE_VERSION; version += 1) {
      const name = `old-${version}`;
      const old = await openStore(name, version);
      await rememberDevice(old, seen('A'), none);
      old.close();
      const now = await openStore(name);
      expect(now.version).toBe(STORE_VERSION);
      expect((await seenDevices(now, none)).map(({ key }) => key)).toEqual(['A']);
      await recordUpdate(now, record());
      expect(await updatesOf(now, 'A', none)).toHaveLength(1);
      now.close();
    }
  });

  it('let a page with a newer version in, and say so to one that is older than what is there', async () => {
    const old = await openStore('race', 1);
    const now = await openStore('race');
    now.close();
    old.close();
    await expect(openStore('race', 1)).rejects.toMatchObject({
      code: 'storage/failed',
      facts: { detail: 'VersionError' },
    });
  });
});
