import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../../src/contracts/failure.ts';
import { KnownDevicesState } from '../../../../../src/ui/state/known-devices-state.svelte.ts';
import { UpdateState } from '../../../../../src/ui/state/update-state.svelte.ts';
import type { SeenDevice, UpdateRecord } from '../../../../../src/workers/api.ts';
import { recordingUpdater } from '../../../../support/ui/recording-updater.ts';
import { CONNECTION_METHODS } from '../../../../../src/ui/state/connection-method.ts';

const ok = <T>(value: T): Promise<Outcome<T>> => Promise.resolve({ ok: true, value });

const seen = (key: string): SeenDevice => ({
  key,
  id: `esp32_${key}`,
  app: 'demo',
  arch: 'esp32',
  version: '1.0.0',
  adapter: 'CP210x',
  seenAtMs: 0,
  alias: null,
});

const record = (device: string, end: UpdateRecord['end']): UpdateRecord => ({
  sessionId: `${device} ${end}`,
  device,
  startedAtMs: 0,
  from: '1.0.0',
  to: '1.1.0',
  bundle: 'b'.repeat(64),
  end,
  why: null,
  seconds: null,
});

/** A browser that knows these devices; their updates, the last one first. */
function bookOf(updates: Readonly<Record<string, readonly UpdateRecord[]>>): KnownDevicesState {
  const updater = {
    ...recordingUpdater().updater,
    seenDevices: () => ok(Object.keys(updates).map(seen)),
    updatesOf: (key: string) => ok(updates[key] ?? []),
  };
  const update = new UpdateState({
    openUpdater: () => ok(updater),
    practice: {
      traits: CONNECTION_METHODS.practice,
      device: 'the practice device',
      join: () => ok(null),
    },
    now: () => 0,
    wall: () => 0,
    newId: () => 'id',
  });
  return new KnownDevicesState(update);
}

describe('a device whose page was left in the middle of an update', () => {
  it('is known by it until an update of it has ended', async () => {
    const known = bookOf({
      A: [record('A', 'begun'), record('A', 'committed')],
      B: [record('B', 'committed'), record('B', 'begun')],
      C: [],
    });
    await known.lookForUnfinished();
    expect(['A', 'B', 'C'].map((key) => known.unfinished(key))).toEqual(['1.1.0', null, null]);
  });
});
