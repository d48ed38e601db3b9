import type { BluetoothSettings } from '../contracts/bluetooth.ts';
import { nameOnly, readEach, wholeStore } from './read-each.ts';
import { beginChange, DEVICES, soundOf, UPDATES, BLUETOOTH_RECORDS } from './schema.ts';
import type { SeenDevice, SlipwayStore, UpdateRecord, OnDamaged } from './schema.ts';

/** Notes what a device said; the name people gave it stays. Returns the device as it is known now. */
export async function rememberDevice(
  store: SlipwayStore,
  seen: Omit<SeenDevice, 'alias'>,
  onDamaged: OnDamaged,
): Promise<SeenDevice> {
  const change = beginChange(store, 'devices');
  const before = soundDevice(await change.store.get(seen.key), onDamaged);
  const device = { ...seen, alias: before?.alias ?? null };
  await change.store.put(device);
  await change.done;
  return device;
}

/** An empty name takes the name away. Null: nobody of that key was seen, or what was kept of it is damaged. */
export async function nameDevice(
  store: SlipwayStore,
  key: string,
  name: string,
  onDamaged: OnDamaged,
): Promise<SeenDevice | null> {
  const change = beginChange(store, 'devices');
  const before = soundDevice(await change.store.get(key), onDamaged);
  if (before === null) return null;
  const alias = name.trim().slice(0, LONGEST_NAME);
  const device = { ...before, alias: alias === '' ? null : alias };
  await change.store.put(device);
  await change.done;
  return device;
}

/** Characters; more do not fit a plate. */
export const LONGEST_NAME = 40;

/** null: there is none, or it is damaged. */
function soundDevice(kept: unknown, onDamaged: OnDamaged): SeenDevice | null {
  const [device = null] = soundOf(kept === undefined ? [] : [kept], DEVICES, onDamaged);
  return device;
}

/** The last seen first. */
export async function seenDevices(
  store: SlipwayStore,
  onDamaged: OnDamaged,
): Promise<readonly SeenDevice[]> {
  // Not by the index: it lacks those whose time is damaged, and nobody would be told of them.
  const devices = soundOf(await devicesIn(store), DEVICES, onDamaged);
  return [...devices].sort((one, other) => other.seenAtMs - one.seenAtMs);
}

const devicesIn = (store: SlipwayStore): Promise<readonly unknown[]> =>
  wholeStore(store, 'devices', DEVICES);

/** Kept for each device; older ones make room. */
export const MOST_RECORDS = 50;

const spanOf = (device: string): IDBKeyRange => IDBKeyRange.bound([device], [device, Infinity]);

/** The begin of an update, or its end in place of the begin. */
export async function recordUpdate(store: SlipwayStore, record: UpdateRecord): Promise<void> {
  const change = beginChange(store, 'updates');
  await change.store.put(record);
  const keys = await change.store.index('deviceAndTime').getAllKeys(spanOf(record.device));
  for (const old of keys.slice(0, -MOST_RECORDS)) await change.store.delete(old);
  await change.done;
}

/** The last one first. */
export async function updatesOf(
  store: SlipwayStore,
  device: string,
  onDamaged: OnDamaged,
): Promise<readonly UpdateRecord[]> {
  const span = spanOf(device);
  const records = await readEach(
    {
      all: () => store.getAllFromIndex('updates', 'deviceAndTime', span),
      keys: () => store.getAllKeysFromIndex('updates', 'deviceAndTime', span),
      one: (key) => store.get('updates', key),
    },
    UPDATES,
  );
  soundOf(await lostRecords(store), UPDATES, onDamaged);
  return soundOf([...records].reverse(), UPDATES, onDamaged);
}

/** Those of no device and time any more: the index does not find them, and nobody would be told of them. */
async function lostRecords(store: SlipwayStore): Promise<readonly unknown[]> {
  const indexed = await store.getAllKeysFromIndex('updates', 'deviceAndTime');
  if (indexed.length === (await store.count('updates'))) return [];
  const found = new Set(indexed);
  const keys = await store.getAllKeys('updates');
  return keys.filter((key) => !found.has(key)).map((key) => nameOnly(UPDATES, key));
}

/** What the last link to such a device has learned, in place of what was known before. */
export async function rememberBluetooth(
  store: SlipwayStore,
  settings: BluetoothSettings,
): Promise<void> {
  await store.put('bluetooth', settings);
}

/** As this browser on this system reaches them. */
export async function bluetoothFor(
  store: SlipwayStore,
  { browser, system }: Pick<BluetoothSettings, 'browser' | 'system'>,
  onDamaged: OnDamaged,
): Promise<readonly BluetoothSettings[]> {
  const span = IDBKeyRange.bound([browser, system], [browser, system, []]);
  return soundOf(await settingsIn(store, span), BLUETOOTH_RECORDS, onDamaged);
}

/** All of them, to be taken along. */
export async function allBluetooth(
  store: SlipwayStore,
  onDamaged: OnDamaged,
): Promise<readonly BluetoothSettings[]> {
  return soundOf(await settingsIn(store), BLUETOOTH_RECORDS, onDamaged);
}

const settingsIn = (store: SlipwayStore, span?: IDBKeyRange): Promise<readonly unknown[]> =>
  readEach(
    {
      all: () => store.getAll('bluetooth', span),
      keys: () => store.getAllKeys('bluetooth', span),
      one: (key) => store.get('bluetooth', key),
    },
    BLUETOOTH_RECORDS,
  );
