import type { Component } from 'svelte';
import type { Failure } from '../../../contracts/failure.ts';
import { Lazy } from '../../state/lazy.svelte.ts';
import type { BluetoothState } from './bluetooth-state.svelte.ts';

/** The state of the way by Bluetooth, and what shows it. */
export interface BluetoothModule {
  readonly BluetoothPage: Component<{ bluetooth: BluetoothState }>;
  readonly KnownDevices: Component<{ bluetooth: BluetoothState }>;
  readonly LinkPace: Component<{ bluetooth: BluetoothState }>;
  readonly LostHelp: Component<{ bluetooth: BluetoothState; failure: Failure }>;
  readonly bluetooth: BluetoothState;
}

/** The way to devices in reach of the radio. */
export class LazyBluetooth extends Lazy<BluetoothModule> {
  /** Bluetooth was pressed. */
  async press(): Promise<void> {
    const { bluetooth } = await this.load();
    await bluetooth.press();
  }
}
