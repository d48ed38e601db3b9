import type { BluetoothSettings } from '../contracts/bluetooth-settings.ts';
import type { Outcome } from '../contracts/failure.ts';
import type { SeenDevice, UpdateRecord } from '../store/schema.ts';

export type { SeenDevice } from '../store/schema.ts';
export type { UpdateRecord } from '../store/schema.ts';

/** What is kept of real devices in this browser. Failure: `storage/failed`. */
export interface BookApi {
  /** The last seen first. */
  seenDevices(): Promise<Outcome<readonly SeenDevice[]>>;
  /** An empty name takes it away; null = nobody of that key was seen. */
  nameDevice(key: string, name: string): Promise<Outcome<SeenDevice | null>>;
  /** What was done to it, the last first. */
  updatesOf(key: string): Promise<Outcome<readonly UpdateRecord[]>>;
  /** What links over Bluetooth have learned, of every kind of device and browser: plain data, to be taken along as JSON. */
  bluetoothSettings(): Promise<Outcome<readonly BluetoothSettings[]>>;
}
