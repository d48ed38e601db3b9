import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DamagedRecord } from '../../../../src/store/schema.ts';
import { KnownDevices } from '../../../../src/workers/updater/known-devices.ts';
import { SignIns } from '../../../../src/workers/updater/sign-ins.ts';

const HERE = { browser: 'chrome', system: 'linux' };
const DEVICE = 'ws://10.0.0.7/rpc';
const AT_BROKER = 'mqtt+wss://broker.example/mqtt/esp32_A';
const BROKER = 'mqtt+wss://broker.example/mqtt/';
const NEXT_AT_BROKER = 'mqtt+wss://broker.example/mqtt/esp32_B';
const ADMIN = { at: 'device', user: 'admin', password: 's3cret', keep: false } as const;
const OPERATOR = { at: 'broker', user: 'operator', password: 'br0ker', keep: false } as const;

/** As a new thread finds it: what is kept in the browser is all there is. */
const newThread = (told: (record: DamagedRecord) => void = () => undefined): SignIns =>
  new SignIns(new KnownDevices(() => 1, HERE, told));

/** Who signs in at this address. */
async function at(signIns: SignIns, address: string | null) {
  signIns.choose(address);
  await signIns.load();
  const proof = signIns.device?.longestAuth();
  return { device: proof?.username ?? null, broker: signIns.broker?.user ?? null };
}

const NOBODY = { device: null, broker: null };

beforeEach(async () => {
  const signIns = newThread();
  for (const place of [DEVICE, BROKER]) await signIns.forget(place);
});

describe('who signs in', () => {
  it('is known for this visit at the place where it was said, and at no other', async () => {
    const signIns = newThread();
    signIns.choose(DEVICE);
    await signIns.give(ADMIN);
    expect(signIns.device?.isRefused).toBe(false);
    const said = signIns.device;
    signIns.choose(DEVICE);
    expect(signIns.device).toBe(said);
    expect(await at(signIns, 'ws://10.0.0.8/rpc')).toEqual(NOBODY);
    expect(await at(signIns, null)).toEqual(NOBODY);
    expect(await at(signIns, DEVICE)).toEqual({ device: 'admin', broker: null });
    expect(await at(newThread(), DEVICE)).toEqual(NOBODY);
  });

  it('is known at the next visit where a person wants it kept, until the address is removed', async () => {
    const signIns = newThread();
    signIns.choose(DEVICE);
    await signIns.give({ ...ADMIN, keep: true });
    const next = newThread();
    expect(await at(next, DEVICE)).toEqual({ device: 'admin', broker: null });
    await next.forget(DEVICE);
    expect(await at(next, DEVICE)).toEqual(NOBODY);
    expect(await at(newThread(), DEVICE)).toEqual(NOBODY);
  });

  it('is one for all devices at a broker, and one for each device behind it', async () => {
    const signIns = newThread();
    signIns.choose(AT_BROKER);
    await signIns.give({ ...OPERATOR, keep: true });
    await signIns.give({ ...ADMIN, keep: true });
    expect(signIns.broker).toEqual({ user: 'operator', password: 'br0ker' });
    expect(await at(newThread(), AT_BROKER)).toEqual({ device: 'admin', broker: 'operator' });
    expect(await at(newThread(), NEXT_AT_BROKER)).toEqual({ device: null, broker: 'operator' });
  });

  it('is forgotten with a broker at each device behind it, kept or said, and nowhere else', async () => {
    const signIns = newThread();
    for (const address of [DEVICE, AT_BROKER]) {
      signIns.choose(address);
      await signIns.give({ ...ADMIN, keep: true });
    }
    await signIns.give(OPERATOR);
    expect(
      await Promise.all([signIns.kindAt('host', DEVICE), signIns.kindAt('broker', BROKER)]),
    ).toEqual(['kept', 'visit']);
    await signIns.forget(BROKER);
    expect(await at(signIns, AT_BROKER)).toEqual(NOBODY);
    expect(await at(newThread(), AT_BROKER)).toEqual(NOBODY);
    expect(await signIns.kindAt('broker', BROKER)).toBe('nobody');
    expect(await at(newThread(), DEVICE)).toEqual({ device: 'admin', broker: null });
  });

  it('is what was said last, also while what was kept is looked for', async () => {
    const before = newThread();
    before.choose(DEVICE);
    await before.give({ ...ADMIN, keep: true });
    const signIns = newThread();
    signIns.choose(DEVICE);
    const loading = signIns.load();
    await signIns.give({ ...ADMIN, user: 'other' });
    await loading;
    expect(signIns.device?.longestAuth().username).toBe('other');
  });

  it('is kept nowhere at a port or a radio', async () => {
    const signIns = newThread();
    signIns.choose(null);
    await signIns.give({ ...ADMIN, keep: true });
    expect(signIns.device).toBeDefined();
    const store = await openDB('slipway');
    expect(await store.count('signIns')).toBe(0);
    store.close();
  });

  it('is nobody where what is kept is damaged, which is told without the password', async () => {
    const store = await openDB('slipway');
    await store.put('signIns', { at: 'device', place: DEVICE, user: 7, password: 's3cret' });
    store.close();
    const told: DamagedRecord[] = [];
    expect(
      await at(
        newThread((record) => told.push(record)),
        DEVICE,
      ),
    ).toEqual(NOBODY);
    expect(told).toEqual([{ kind: 'sign-in', key: `device ${DEVICE}` }]);
  });
});
