import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import { realClock } from '../../../../../src/contracts/clock.ts';
import {
  BluetoothState,
  NameChoice,
} from '../../../../../src/ui/features/bluetooth/bluetooth-state.svelte.ts';
import type { BluetoothAccess } from '../../../../../src/ui/features/bluetooth/bluetooth-state.svelte.ts';
import { CableState } from '../../../../../src/ui/features/cable/cable-state.svelte.ts';
import { createOnce } from '../../../../../src/ui/state/remembered.svelte.ts';
import { UpdateState } from '../../../../../src/ui/state/update-state.svelte.ts';
import { SerialClient } from '../../../../../src/workers/client/serial-client.ts';
import { recordingUpdater } from '../../../../support/ui/recording-updater.ts';
import { FakeSerial } from '../../../../support/transports/webserial/fake-port.ts';
import { CONNECTION_METHODS } from '../../../../../src/ui/state/connection-method.ts';

const practice = {
  traits: CONNECTION_METHODS.practice,
  device: 'the practice device',
  join: () => Promise.resolve({ ok: true, value: null } as const),
} as const;

function newUpdate(): UpdateState {
  const { updater } = recordingUpdater();
  return new UpdateState({
    openUpdater: () => Promise.resolve({ ok: true, value: updater }),
    practice,
    now: () => 0,
    wall: () => 0,
    newId: () => 'session',
  });
}

/** A page that is loaded: what the browser lets it remember is there from the one before. */
function cable(): CableState {
  const serial = new SerialClient({
    serial: new FakeSerial(),
    clock: realClock,
    locks: null,
  });
  const explained = createOnce('slipway-cable-explained');
  return new CableState({ client: serial, update: newUpdate(), explained, system: 'linux' });
}

function bluetooth(): BluetoothState {
  const nothing = toFailure(new OtaError('link/not-chosen', { kind: 'bluetooth' }));
  const client: BluetoothAccess = {
    beginnings: [],
    name: null,
    choose: () => Promise.resolve({ ok: false, failure: nothing }),
    forget: () => Promise.resolve({ ok: true, value: true }),
    join: () => Promise.resolve({ ok: true, value: null }),
    known: () => Promise.resolve([]),
    listen: () => () => undefined,
    state: () => Promise.resolve('ready'),
    use: () => undefined,
  };
  return new BluetoothState({
    client,
    update: newUpdate(),
    explained: createOnce('slipway-bluetooth-explained'),
    around: { system: 'linux', browser: 'other', framed: false, secure: true },
    names: new NameChoice([]),
  });
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

describe.each([
  ['cable', cable],
  ['Bluetooth', bluetooth],
] as const)('the card before the list, by %s', (_, load) => {
  it('is shown at the first press only, whatever came of it, and after a reload as well', async () => {
    const page = load();
    expect(page.knowsList).toBe(false);
    await page.press();
    expect(page.phase.kind).toBe('explain');
    page.leave();
    await page.press();
    expect(page.phase).toMatchObject({
      kind: 'troubleshooting',
      failure: { code: 'link/not-chosen' },
    });
    const reloaded = load();
    expect(reloaded.knowsList).toBe(true);
    await reloaded.press();
    expect(reloaded.phase.kind).toBe('troubleshooting');
  });

  it('is opened again by its link', async () => {
    const page = load();
    await page.press();
    page.leave();
    page.explain();
    expect(page.phase.kind).toBe('explain');
  });

  it('is shown again by the next page where storage is refused', async () => {
    const closed = () => {
      throw new DOMException('closed', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: closed, setItem: closed });
    const page = load();
    await page.press();
    page.leave();
    await page.press();
    expect(page.phase.kind).toBe('troubleshooting');
    const reloaded = load();
    await reloaded.press();
    expect(reloaded.phase.kind).toBe('explain');
  });
});
