import type { BluetoothSettings } from '../contracts/bluetooth-settings.ts';
import type { SlipwayStore } from './schema.ts';

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
): Promise<readonly BluetoothSettings[]> {
  const span = IDBKeyRange.bound([browser, system], [browser, system, []]);
  return store.getAll('bluetooth', span);
}

/** All of them, to be taken along. */
export async function allBluetooth(store: SlipwayStore): Promise<readonly BluetoothSettings[]> {
  return store.getAll('bluetooth');
}
