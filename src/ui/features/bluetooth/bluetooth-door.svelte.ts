import type BluetoothPageComponent from './BluetoothPage.svelte';
import type { BluetoothState } from './bluetooth-state.svelte.ts';
import type KnownDevicesComponent from './KnownDevices.svelte';
import type LinkPaceComponent from './LinkPace.svelte';
import type LostHelpComponent from './LostHelp.svelte';
import { Door } from '../../state/door.svelte.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';

/** What is behind the door: the state of the way by Bluetooth, and what shows it. */
export interface BluetoothRoom {
  readonly BluetoothPage: typeof BluetoothPageComponent;
  readonly KnownDevices: typeof KnownDevicesComponent;
  readonly LinkPace: typeof LinkPaceComponent;
  readonly LostHelp: typeof LostHelpComponent;
  readonly bluetooth: BluetoothState;
}

/** The way to devices in reach of the radio. */
export class BluetoothDoor extends Door<BluetoothRoom> {
  /** `load` is for pages whose devices are not the browser's. */
  constructor(update: UpdateState, load = () => loadRoom(update)) {
    super(load);
  }

  /** Bluetooth was pressed. */
  async press(): Promise<void> {
    const { bluetooth } = await this.open();
    await bluetooth.press();
  }
}

async function loadRoom(update: UpdateState): Promise<BluetoothRoom> {
  const { openRoom } = await import('./bluetooth-room.ts');
  return openRoom(update);
}
