import { describe, expect, it, vi } from 'vitest';
import type { BrokerDevice, BrokerSnapshot } from '../../../../../src/contracts/broker-devices.ts';
import type { SignInOrder } from '../../../../../src/contracts/sign-in.ts';
import {
  BrokerSignIn,
  BrokerState,
} from '../../../../../src/ui/features/network/broker-state.svelte.ts';
import type { AskUpdater } from '../../../../../src/ui/state/restartable-updater.ts';
import { recordingUpdater } from '../../../../support/ui/recording-updater.ts';

const BROKER = 'mqtt+wss://broker.example/mqtt/';
const device = (id: string): BrokerDevice => ({
  ...{ id, sign: 'published', heardAtMs: 1, answer: 'none' },
  ...{ app: null, version: null, arch: null },
});
const snapshot = (ids: readonly string[]): BrokerSnapshot => ({
  ...{ phase: 'listening', failure: null, hearsAll: true, isFull: false },
  devices: ids.map(device),
});
const ids = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `esp32_${String(at).padStart(4, '0')}`);

function setUp(known: readonly string[] = []) {
  const calls: string[] = [];
  const told: ((latest: BrokerSnapshot) => void)[] = [];
  const orders: SignInOrder[] = [];
  const ok = <T>(value: T) => Promise.resolve({ ok: true, value } as const);
  const updater = {
    ...recordingUpdater().updater,
    watchBroker(address: string, tell: (latest: BrokerSnapshot) => void) {
      calls.push(`watch ${address}`);
      told.push(tell);
      return ok(null);
    },
    askAtBroker: (asked: readonly string[]) => {
      calls.push(`ask ${asked.join(' ')}`);
      return ok(null);
    },
    leaveBroker: () => {
      calls.push('leave');
      return ok(null);
    },
    signIn: (order: SignInOrder) => {
      orders.push(order);
      return ok(null);
    },
  };
  const ask: AskUpdater = (question) => question(updater);
  return {
    broker: new BrokerState({ update: { ask }, address: BROKER, known }),
    calls,
    told,
    ask,
    orders,
  };
}

describe('a broker on the screen', () => {
  it('is listened to, and the devices that were reached before are asked', async () => {
    const { broker, calls, told } = setUp(['esp32_A']);
    expect(broker.phase).toBe('joining');
    await broker.open();
    told[0]?.(snapshot(['esp32_A']));
    expect([broker.phase, broker.devices.length]).toEqual(['listening', 1]);
    expect(calls).toEqual([`watch ${BROKER}`, 'ask esp32_A']);
  });

  it('tells nothing any more once it was left, or opened anew', async () => {
    const { broker, calls, told } = setUp();
    await broker.open();
    broker.close();
    told[0]?.(snapshot(['esp32_A']));
    expect([broker.devices, calls.at(-1)]).toEqual([[], 'leave']);
    await broker.open();
    told[0]?.(snapshot(['esp32_A']));
    expect(broker.devices).toEqual([]);
    told[1]?.(snapshot(['esp32_B']));
    expect(broker.devices.map(({ id }) => id)).toEqual(['esp32_B']);
  });

  it('has a search from eleven devices on, and shows a hundred at most', async () => {
    const { broker, told } = setUp();
    await broker.open();
    told[0]?.(snapshot(ids(10)));
    broker.find = '0003';
    expect([broker.searches, broker.rows.length]).toEqual([false, 10]);
    told[0]?.(snapshot(ids(250)));
    expect([broker.searches, broker.rows.map(({ id }) => id)]).toEqual([true, ['esp32_0003']]);
    broker.find = ' ESP32 ';
    expect([broker.rows.length, broker.more]).toEqual([100, 150]);
  });

  it('knows which of them nobody has asked', async () => {
    const { broker, told } = setUp();
    await broker.open();
    const [one, other] = [device('a'), { ...device('b'), answer: 'silent' } as const];
    told[0]?.({ ...snapshot([]), devices: [one, other] });
    expect(broker.unasked).toEqual(['a']);
  });

  it.each(['', 'a/b', 'a+', '#', 'x'.repeat(129)])(
    'takes no id that no topic can name: %s',
    (typed) => {
      const { broker } = setUp();
      broker.type(typed);
      expect([broker.readId(), broker.isWrong]).toEqual([null, true]);
      broker.type(' esp32 1 ');
      expect([broker.isWrong, broker.readId()]).toEqual([false, 'esp32 1']);
      expect(broker.addressOf('esp32 1')).toBe(`${BROKER}esp32%201`);
    },
  );

  it('is signed in to where it is, not where a device is chosen, and looked at again', async () => {
    const { ask, orders } = setUp();
    const again = vi.fn(() => Promise.resolve());
    const form = new BrokerSignIn(BROKER, again);
    [form.user, form.password] = ['operator', 'br0ker'];
    const update = {
      ask,
      connect: () => Promise.reject(new Error('no device is chosen')),
      method: {},
    };
    expect(await form.submit(update, 'broker')).toBe(null);
    expect(orders).toEqual([
      { at: 'broker', user: 'operator', password: 'br0ker', keep: false, place: BROKER },
    ]);
    expect([again.mock.calls.length, form.password]).toEqual([1, '']);
  });
});
