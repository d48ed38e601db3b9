import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { lineOfRecord } from '../../../src/messages/receipt-words.ts';
import type { DamagedRecord } from '../../../src/store/schema.ts';
import { KnownDevices } from '../../../src/workers/updater/known-devices.ts';
import { LinkLog } from '../../../src/workers/updater/link-log.ts';
import { valueOf } from '../../../src/workers/comlink/calls.ts';

const HERE = { browser: 'chrome', system: 'linux' };

const DEVICE = {
  ...{ key: 'A', id: 'esp32_A', app: 'demo', arch: 'esp32', version: '1.0.0' },
  ...{ adapter: 'CP210x', seenAtMs: 1, alias: null },
};
const UPDATE = {
  ...{ sessionId: 's', device: 'A', startedAtMs: 1, from: '1.0.0', to: '1.1.0', bundle: 'ab' },
  ...{ end: 'committed', why: null, seconds: 4 },
};
const BLUETOOTH = {
  ...{ ...HERE, model: 'esp32', mtu: 500, writeBytes: 497, frameBytes: 4096 },
  ...{ replies: 'notified', learnedAtMs: 1 },
};

/** What is no value of any member. */
const RUBBISH: readonly unknown[] = [undefined, {}, [], true, NaN, -1, Infinity, new Date(0)];

/** What an index takes; all else puts a record out of its reach. */
const isKey = (value: unknown): boolean =>
  value instanceof Date ||
  Array.isArray(value) ||
  (typeof value === 'number' && !Number.isNaN(value));

/** As Chromium does where the file behind a value is gone: the value fails, and with it every read of several. */
function unreadable(last: string): void {
  const fails = (): never => {
    throw new DOMException('Failed to read large IndexedDB value', 'DataError');
  };
  vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(fails);
  vi.spyOn(IDBIndex.prototype, 'getAll').mockImplementation(fails);
  const get = Reflect.get(IDBObjectStore.prototype, 'get');
  vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (
    this: IDBObjectStore,
    key,
  ) {
    const isBad = (Array.isArray(key) ? key.at(-1) : key) === last;
    return isBad ? fails() : get.call(this, key);
  });
}

/** A record for each member and piece of rubbish, as long as it can still be found. */
function damagedOf(record: Readonly<Record<string, unknown>>, keys: readonly string[]) {
  const members = Object.keys(record).filter((name) => !keys.includes(name));
  return members.flatMap((name) => RUBBISH.map((value) => ({ ...record, [name]: value })));
}

/** Puts records behind the book's back, as another version of the app or a disk may. */
async function put(store: 'devices' | 'updates' | 'bluetooth', records: readonly object[]) {
  await new KnownDevices(() => 1, HERE).seenDevices(); // makes the stores
  const database = await openDB('slipway');
  for (const record of records) await database.put(store, record);
  database.close();
}

function openBook() {
  const told: DamagedRecord[] = [];
  return {
    told,
    book: new KnownDevices(
      () => 9,
      HERE,
      (record) => void told.push(record),
    ),
  };
}

/** Files of tests share the stores. */
afterEach(async () => {
  vi.restoreAllMocks();
  const database = await openDB('slipway');
  for (const store of database.objectStoreNames) await database.clear(store);
  database.close();
});

describe('a damaged record', () => {
  it('of a device is not among the devices, whatever is damaged, and is named once', async () => {
    const damaged = damagedOf(DEVICE, ['key', 'seenAtMs']);
    await put('devices', [DEVICE, ...damaged.map((record, at) => ({ ...record, key: `D${at}` }))]);
    const { book, told } = openBook();
    expect(valueOf(await book.seenDevices())).toEqual([DEVICE]);
    expect(valueOf(await book.seenDevices())).toEqual([DEVICE]);
    expect(told).toHaveLength(damaged.length);
    expect(told).toContainEqual({ kind: 'device', key: 'D0' });
  });

  it('of a device is replaced when that is seen again, and cannot be named before', async () => {
    await put('devices', [{ key: 'A', seenAtMs: 1, alias: {} }]);
    const { book } = openBook();
    expect(valueOf(await book.nameDevice('A', 'Boiler'))).toBeNull();
    const info = { ...DEVICE, mac: 'A', fw_version: '1.1.0', fw_id: 'x', uptime: 1 };
    const link = { label: 'CP210x' } as Parameters<KnownDevices['note']>[0];
    expect(await book.note(link, info)).toEqual({ key: 'A', name: 'esp32_A' });
    expect(valueOf(await book.seenDevices())).toMatchObject([{ key: 'A', version: '1.1.0' }]);
  });

  it('of an update is not in the history', async () => {
    const damaged = damagedOf(UPDATE, ['sessionId', 'device', 'startedAtMs']);
    const kept = damaged.map((record, at) => ({ ...record, sessionId: `s${at}` }));
    await put('updates', [UPDATE, ...kept, { ...UPDATE, sessionId: 'odd', end: 'exploded' }]);
    const { book, told } = openBook();
    expect(valueOf(await book.updatesOf('A'))).toEqual([UPDATE]);
    expect(told).toHaveLength(damaged.length + 1);
    expect(told).toContainEqual({ kind: 'update', key: 'odd' });
  });

  it('of what Bluetooth learned is not begun with, nor taken along', async () => {
    const damaged = damagedOf(BLUETOOTH, Object.keys(HERE).concat('model'));
    const kept = [...damaged, { ...BLUETOOTH, writeBytes: 0 }, { ...BLUETOOTH, mtu: 1.5 }];
    await put('bluetooth', [BLUETOOTH, ...kept.map((one, at) => ({ ...one, model: `m${at}` }))]);
    const { book, told } = openBook();
    expect(await book.knownBluetooth()).toEqual([BLUETOOTH]);
    expect(valueOf(await book.bluetoothSettings())).toEqual([BLUETOOTH]);
    expect(told).toHaveLength(kept.length);
    expect(told).toContainEqual({ kind: 'bluetooth', key: 'chrome linux m0' });
  });

  it('of a device is named also where nobody lists the devices: it is replaced, or cannot be named', async () => {
    await put('devices', [
      { key: 'A', seenAtMs: 1, alias: {} },
      { key: 'B', seenAtMs: 1, alias: {} },
    ]);
    const { book, told } = openBook();
    const info = { ...DEVICE, mac: 'A', fw_version: '1.1.0', fw_id: 'x', uptime: 1 };
    await book.note({ label: 'CP210x' }, info);
    await book.nameDevice('B', 'Boiler');
    expect(told).toEqual([
      { kind: 'device', key: 'A' },
      { kind: 'device', key: 'B' },
    ]);
  });

  it.each(RUBBISH.filter((value) => !isKey(value)))(
    'is named where its damage puts it out of reach of every index: %s',
    async (rubbish) => {
      await put('devices', [DEVICE, { ...DEVICE, key: 'D', seenAtMs: rubbish }]);
      await put('updates', [
        UPDATE,
        { ...UPDATE, sessionId: 'no-time', startedAtMs: rubbish },
        { ...UPDATE, sessionId: 'no-device', device: rubbish },
      ]);
      const { book, told } = openBook();
      expect(valueOf(await book.seenDevices())).toEqual([DEVICE]);
      expect(valueOf(await book.updatesOf('A'))).toEqual([UPDATE]);
      expect(told.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual([
        'device D',
        'update no-device',
        'update no-time',
      ]);
    },
  );

  it('that the browser itself cannot read is named, and takes no other with it', async () => {
    await put('devices', [DEVICE, { ...DEVICE, key: 'D' }]);
    await put('updates', [UPDATE, { ...UPDATE, sessionId: 'D', startedAtMs: 2 }]);
    await put('bluetooth', [BLUETOOTH, { ...BLUETOOTH, model: 'D' }]);
    unreadable('D');
    const { book, told } = openBook();
    expect(valueOf(await book.seenDevices())).toEqual([DEVICE]);
    expect(valueOf(await book.updatesOf('A'))).toEqual([UPDATE]);
    expect(await book.knownBluetooth()).toEqual([BLUETOOTH]);
    expect(told).toEqual([
      { kind: 'device', key: 'D' },
      { kind: 'update', key: 'D' },
      { kind: 'bluetooth', key: 'chrome linux D' },
    ]);
  });

  it('is named in the console of the page, readably whatever its name', () => {
    const log = new LinkLog({ wall: () => 1, now: () => 1 });
    log.noteDamaged({ kind: 'device', key: 'A\u001b[2J\u0000' });
    log.noteDamaged({ kind: 'update', key: '' });
    const lines = log.batch(0).lines.map(lineOfRecord);
    const texts = lines.map((line) => (line.kind === 'log' ? line.text : line.kind));
    expect(texts).toEqual([
      "Damaged in this browser's storage and not used: what was kept of the device A·[2J·.",
      "Damaged in this browser's storage and not used: the record of the update (no name).",
    ]);
  });
});
