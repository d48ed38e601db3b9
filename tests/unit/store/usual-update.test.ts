import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { recordUpdate } from '../../../src/store/device-records.ts';
import { openStore } from '../../../src/store/schema.ts';
import type { UpdateRecord } from '../../../src/store/schema.ts';
import { usualUpdateSeconds } from '../../../src/store/usual-update.ts';

const record = (at: number, more: Partial<UpdateRecord>): UpdateRecord => ({
  ...{ sessionId: `s${at}`, device: `d${at}`, startedAtMs: at, from: '1', to: '2' },
  ...{ bundle: 'b', end: 'committed', why: null, seconds: 60 },
  ...more,
});

describe('how long updates usually take', () => {
  it('is the median of those that were kept, of the latest fifty', async () => {
    const store = await openStore('usual-update');
    const usual = () => usualUpdateSeconds(store, () => undefined);
    expect(await usual()).toBeNull();
    await recordUpdate(store, record(1_000, { end: 'failed', seconds: 1 }));
    await recordUpdate(store, record(1_001, { seconds: null }));
    expect(await usual()).toBeNull();
    const seconds = [90, 40, 50];
    for (const [at, took] of seconds.entries())
      await recordUpdate(store, record(2_000 + at, { seconds: took }));
    expect(await usual()).toBe(50);
    for (let at = 0; at < 50; at += 1) await recordUpdate(store, record(at, { seconds: 900 }));
    expect(await usual()).toBe(900);
    for (let at = 0; at < 50; at += 1)
      await recordUpdate(store, record(9_000 + at, { seconds: 30 }));
    expect(await usual()).toBe(30);
    store.close();
  });
});
