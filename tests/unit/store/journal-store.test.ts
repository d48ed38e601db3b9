import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { databaseJournals } from '../../../src/store/journal-records.ts';
import { firmwaresToDrop, MOST_FIRMWARE_BYTES } from '../../../src/store/journal-store.ts';
import type { KeptFirmware } from '../../../src/store/journal-store.ts';
import { openStore } from '../../../src/store/schema.ts';
import type { SlipwayStore } from '../../../src/store/schema.ts';

const kept = (name: string, keptAtMs: number, sizeBytes = 1): KeptFirmware => ({
  ...{ sha256: name, keptAtMs, sizeBytes },
});

describe('the room for firmware', () => {
  it('is made by the oldest', () => {
    const eight = [3, 1, 2, 4, 5, 6, 7, 8].map((at) => kept(`f${at}`, at));
    const none = new Set<string>();
    expect(firmwaresToDrop(eight, { needed: none, bytes: 1 })).toEqual(['f1']);
    expect(firmwaresToDrop(eight.slice(1), { needed: none, bytes: 1 })).toEqual([]);
  });

  it('is bounded by bytes, too, and never made by what is needed', () => {
    const half = MOST_FIRMWARE_BYTES / 2;
    const two = [kept('old', 1, half), kept('new', 2, half)];
    expect(firmwaresToDrop(two, { needed: new Set(), bytes: half })).toEqual(['old']);
    expect(firmwaresToDrop(two, { needed: new Set(['old']), bytes: half })).toEqual(['new']);
    expect(firmwaresToDrop(two, { needed: new Set(['old', 'new']), bytes: half })).toEqual([]);
  });
});

describe('journals in a database', () => {
  const opened = async (name: string) => {
    const store = await openStore(name);
    return databaseJournals(
      <T>(work: (of: SlipwayStore) => Promise<T>) => work(store),
      () => 7,
    );
  };

  it('have each line, in the order of the calls', async () => {
    const journals = await opened('journals-1');
    const file = await journals.open('a1', 'begun\n');
    const lines = ['one\n', 'two\n', 'three\n'].map(async (line) => file.append(line));
    await Promise.all(lines);
    expect(await journals.read('a1')).toBe('begun\none\ntwo\nthree\n');
    expect(await journals.ids()).toEqual(['a1']);
    await journals.remove('a1');
    expect(await journals.read('a1')).toBeNull();
  });

  it('keep a firmware once, and give it back as it was', async () => {
    const journals = await opened('journals-2');
    await journals.keepFirmware('ab', Uint8Array.of(1, 2, 3));
    await journals.keepFirmware('ab', Uint8Array.of(9));
    expect(await journals.firmwares()).toEqual([{ sha256: 'ab', sizeBytes: 3, keptAtMs: 7 }]);
    const bytes = await (await journals.firmware('ab'))?.arrayBuffer();
    expect([...new Uint8Array(bytes ?? [])]).toEqual([1, 2, 3]);
    await journals.removeFirmware('ab');
    expect(await journals.firmware('ab')).toBeNull();
  });
});
