import type { BluetoothSettings } from '../contracts/bluetooth-settings.ts';
import { readEach, BLUETOOTH_RECORDS, soundOf } from './sound-records.ts';
import type { SlipwayStore } from './schema.ts';
import type { OnDamaged } from './sound-records.ts';

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
