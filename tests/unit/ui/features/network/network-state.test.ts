import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import type { FailureCode, FailureFacts, Outcome } from '../../../../../src/contracts/failure.ts';
import { networkWords } from '../../../../../src/messages/network-words.ts';
import { NetworkState } from '../../../../../src/ui/features/network/network-state.svelte.ts';
import type { LocalAccess } from '../../../../../src/ui/features/network/network-pages.ts';
import { UpdateState } from '../../../../../src/ui/state/update-state.svelte.ts';
import { CONNECTION_METHODS, otherReachOf } from '../../../../../src/ui/state/connection-method.ts';
import type { DeviceReport } from '../../../../../src/workers/api.ts';
import { deviceOn } from '../../../../support/ui/fixtures.ts';
import { recordingUpdater } from '../../../../support/ui/recording-updater.ts';

const ADDRESS = 'ws://192.168.1.7/rpc';
const ok = <T>(value: T): Promise<Outcome<T>> => Promise.resolve({ ok: true, value });
const COPY = { protocol: 'http:', hostname: 'localhost' };
const SECURE = { protocol: 'https:', hostname: 'slipway.example' };

function setUp({ page = COPY, access = null as LocalAccess | null } = {}) {
  const { updater, asked } = recordingUpdater();
  let answer: () => Promise<Outcome<DeviceReport>> = () => ok(deviceOn('1.0.0'));
  const update = new UpdateState({
    openUpdater: () =>
      ok({
        ...updater,
        askDevice: () => answer(),
        places: () => {
          asked.push('places');
          return ok({ places: [], isKept: true });
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
  const around = {
    page,
    access: () => Promise.resolve(access),
    prime: () => Promise.resolve(),
    wait: () => Promise.resolve(),
  };
  const network = new NetworkState({ update, around });
  const answers = (next: typeof answer): void => {
    answer = next;
  };
  const fails = <C extends FailureCode>(code: C, facts: FailureFacts[C]): void =>
    answers(() => Promise.resolve({ ok: false, failure: toFailure(new OtaError(code, facts)) }));
  /** A worker that is opened for it is joined by its opening, too. */
  const joined = (): readonly string[] => [
    ...new Set(asked.filter((call) => call.startsWith('useAddress'))),
  ];
  return { network, update, answers, fails, joined, asked };
}

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

describe('the way over the network', () => {
  it('asks for an address first, and connects to what was typed', async () => {
    const { network, update, joined } = setUp();
    await network.press();
    expect([network.phase.kind, network.showing]).toEqual(['address', true]);
    network.type('192.168.1.7');
    await network.submit();
    expect([network.phase.kind, update.choice.device.kind]).toEqual(['closed', 'known']);
    expect([update.method.traits, update.method.device]).toEqual([
      CONNECTION_METHODS.network,
      'the device at 192.168.1.7',
    ]);
    expect(joined()).toEqual([`useAddress ${ADDRESS}`]);
  });

  it('names host and port of an address for the receipt, and no more of it', async () => {
    const { network, update } = setUp();
    await network.use('wss://pump.example:8443/rpc?token=secret');
    expect(update.method.place).toBe('wss://pump.example:8443');
  });

  it('says so, and names that place, where HTTP took over from the WebSocket', async () => {
    const { network, update, answers } = setUp();
    const reach = () => otherReachOf(update.method, update.choice.report);
    answers(() => ok({ ...deviceOn('1.0.0'), place: ADDRESS }));
    await network.use(ADDRESS);
    expect(reach()).toBe(null);
    answers(() => ok({ ...deviceOn('1.0.0'), place: 'http://192.168.1.7/rpc' }));
    await update.connect();
    const note = networkWords.httpInstead;
    expect(reach()).toEqual({ place: 'http://192.168.1.7', note });
    // Whoever asked for HTTP got what was asked for.
    await network.use('http://192.168.1.7/rpc');
    expect([reach(), update.method.place]).toEqual([null, 'http://192.168.1.7']);
  });

  it('says what is wrong with an address, and connects nowhere', async () => {
    const { network, joined } = setUp();
    await network.press();
    network.type('192.168.1.700');
    await network.submit();
    expect([network.phase.kind, network.fault]).toEqual(['address', 'not-an-address']);
    network.type('192.168.1.70');
    expect(network.fault).toBe(null);
    expect(joined()).toEqual([]);
  });

  it('goes to another address when a person chooses one, and to no other', async () => {
    const { network, update, joined } = setUp();
    await network.use(ADDRESS);
    await update.connect();
    await network.use('ws://192.168.1.8/rpc');
    expect(joined()).toEqual([`useAddress ${ADDRESS}`, 'useAddress ws://192.168.1.8/rpc']);
    expect(update.method.chooseAgain).toBe(undefined);
  });

  it('tells what went wrong, and tries the same address again', async () => {
    const { network, update, answers, fails } = setUp();
    fails('link/no-host', { address: ADDRESS, detail: '' });
    await network.use(ADDRESS);
    expect(network.phase).toMatchObject({
      kind: 'troubleshooting',
      address: ADDRESS,
      failure: { code: 'link/no-host' },
    });
    answers(() => ok(deviceOn('1.0.0')));
    await network.use(ADDRESS);
    expect([network.phase.kind, update.choice.device.kind]).toEqual(['closed', 'known']);
  });

  it('connects to the same address once more, and looks at the places where it is known from then on', async () => {
    const { network, update, answers, fails, asked } = setUp();
    const looks = (): number => asked.filter((call) => call === 'places').length;
    fails('device/wrong-password', { method: 'Sys.GetInfo' });
    await network.use(ADDRESS);
    expect([network.phase.kind, looks()]).toEqual(['closed', 0]);
    answers(() => ok(deviceOn('1.0.0')));
    await update.method.again?.();
    expect([update.choice.device.kind, looks()]).toEqual(['known', 1]);
  });

  it('leaves to the screen what a device itself answered', async () => {
    const { network, update, fails } = setUp();
    fails('rpc/remote', { method: 'Sys.GetInfo', remoteCode: 401, remoteMessage: '' });
    await network.use(ADDRESS);
    expect([network.phase.kind, update.view.kind]).toEqual(['closed', 'unreachable']);
  });

  it('returns to the address when connecting is cancelled', async () => {
    const { network, update, answers } = setUp();
    let settle: (outcome: Outcome<DeviceReport>) => void = () => undefined;
    answers(() => new Promise((resolve) => (settle = resolve)));
    const using = network.use(ADDRESS);
    await vi.waitFor(() => expect(update.view.kind).toBe('connecting'));
    expect([network.phase.kind, network.showing]).toEqual(['connecting', false]);
    update.choice.disconnect();
    settle({ ok: false, failure: toFailure(new OtaError('cancelled', { by: 'user' })) });
    await using;
    expect([network.phase.kind, network.typed]).toEqual(['address', '192.168.1.7']);
  });

  it('makes way for another way that is chosen meanwhile', async () => {
    const { network, update, answers, asked } = setUp();
    let settle: (outcome: Outcome<DeviceReport>) => void = () => undefined;
    answers(() => new Promise((resolve) => (settle = resolve)));
    const using = network.use(ADDRESS);
    await vi.waitFor(() => expect(update.view.kind).toBe('connecting'));
    answers(() => ok(deviceOn('1.0.0')));
    await update.connectPractice();
    settle({ ok: false, failure: toFailure(new OtaError('cancelled', { by: 'user' })) });
    await using;
    expect([network.phase.kind, update.method.traits, asked.includes('places')]).toEqual([
      ...['closed', CONNECTION_METHODS.practice, false],
    ]);
  });

  it('tells of mixed content before anything is tried, and tries where a person wants it', async () => {
    const { network, update, joined } = setUp({ page: SECURE });
    await network.use(ADDRESS);
    expect(network.phase).toMatchObject({
      kind: 'troubleshooting',
      failure: { code: 'link/mixed-content' },
    });
    expect(joined()).toEqual([]);
    await network.use(ADDRESS, { anyway: true });
    expect([joined().length, update.choice.device.kind]).toEqual([1, 'known']);
  });

  it('says that the browser will ask only where it will', async () => {
    const cases = [
      [SECURE, { state: 'prompt', coversSockets: true }, true],
      [SECURE, { state: 'granted', coversSockets: true }, false],
      [SECURE, null, false],
      [COPY, { state: 'prompt', coversSockets: true }, false],
    ] as const;
    for (const [page, access, isAsked] of cases) {
      const { network } = setUp({ page, access });
      await network.press();
      expect(network.mayBeAsked).toBe(isAsked);
    }
  });
});
