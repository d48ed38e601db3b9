import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../../src/contracts/failure.ts';
import { BookState } from '../../../../../src/ui/state/book-state.svelte.ts';
import { UpdateState } from '../../../../../src/ui/state/update-state.svelte.ts';
import type { SeenDevice, UpdateRecord } from '../../../../../src/workers/api.ts';
import { recordingUpdater } from '../../../../support/ui/recording-updater.ts';
import { WAYS } from '../../../../../src/ui/state/way.ts';

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
function bookOf(updates: Readonly<Record<string, readonly UpdateRecord[]>>): BookState {
  const updater = {
    ...recordingUpdater().updater,
    seenDevices: () => ok(Object.keys(updates).map(seen)),
    updatesOf: (key: string) => ok(updates[key] ?? []),
  };
  const update = new UpdateState({
    openUpdater: () => ok(updater),
    practice: { traits: WAYS.practice, device: 'the practice device', join: () => ok(null) },
    now: () => 0,
    wall: () => 0,
    newId: () => 'id',
  });
  return new BookState(update);
}

describe('a device whose page was left in the middle of an update', () => {
  it('is known by it until an update of it has ended', async () => {
    const book = bookOf({
      A: [record('A', 'begun'), record('A', 'committed')],
      B: [record('B', 'committed'), record('B', 'begun')],
      C: [],
    });
    await book.lookForUnfinished();
    expect(['A', 'B', 'C'].map((key) => book.unfinished(key))).toEqual(['1.1.0', null, null]);
  });
});
