/**
 * Chromium's own Web Bluetooth without a radio: its BlueZ backend speaks to a private bus, on which a Node process
 * plays org.bluez with the emulated device behind it. Nothing in the browser is mocked.
 */
import { ensureBluetoothBench } from '../../../../scripts/ensure.mjs';
import type { BluetoothDevice } from './bluetooth-device.ts';
import { startFakeBluez } from './fake-bluez.ts';
import type { FakeBluez } from './fake-bluez.ts';
import { startPrivateBus } from './private-bus.ts';
import type { PrivateBus } from './private-bus.ts';

/** Web Bluetooth is behind a flag on Linux; the second one gives pages `getDevices`. */
export const BLUETOOTH_FLAGS = [
  '--enable-features=WebBluetooth,WebBluetoothNewPermissionsBackend',
] as const;

const LIST_MS = 60_000;

export class BluetoothTestbed {
  readonly #bus: PrivateBus;
  readonly #bluez: FakeBluez;
  #devices = 0;

  private constructor(bus: PrivateBus, bluez: FakeBluez) {
    this.#bus = bus;
    this.#bluez = bluez;
  }

  static async begin(): Promise<BluetoothTestbed> {
    ensureBluetoothBench();
    const bus = await startPrivateBus();
    return new BluetoothTestbed(bus, await startFakeBluez(bus.address));
  }

  /** What the browser has to be started with. */
  get env(): Readonly<Record<string, string>> {
    return { DBUS_SYSTEM_BUS_ADDRESS: this.#bus.address };
  }

  /** Brings a device near. `gattCache`: see BluezDeviceOptions. */
  bring(
    { air }: BluetoothDevice,
    { gattCache = true }: { readonly gattCache?: boolean } = {},
  ): void {
    this.#devices += 1;
    const address = `AA:BB:CC:DD:EE:${this.#devices.toString(16).padStart(2, '0').toUpperCase()}`;
    this.#bluez.add({ address, air, gattCache });
  }

  /** After the browser. */
  async end(): Promise<void> {
    await this.#bluez.stop();
    await this.#bus.stop();
  }
}

/** The page's session of Chromium's own protocol. */
export interface DevToolsSession {
  send(method: string, params?: object): Promise<unknown>;
  on(method: string, listener: (params: never) => void): void;
}

interface Prompt {
  readonly id: string;
  readonly devices: readonly { readonly id: string; readonly name: string }[];
}

/**
 * The browser's own list, as a person uses it: `press` opens it in the page, then the device of that name is
 * taken as soon as it stands there. `null` closes the list.
 */
export async function chooseInList(
  cdp: DevToolsSession,
  press: () => Promise<unknown>,
  name: string | null,
): Promise<void> {
  await cdp.send('DeviceAccess.enable');
  const chosen = new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${String(name)} is not in the list`)), LIST_MS);
    let isDone = false;
    cdp.on('DeviceAccess.deviceRequestPrompted', ({ id, devices }: Prompt) => {
      const device = devices.find((found) => found.name === name);
      if (isDone || (name !== null && device === undefined)) return;
      isDone = true;
      clearTimeout(late);
      const answer =
        device === undefined
          ? cdp.send('DeviceAccess.cancelPrompt', { id })
          : cdp.send('DeviceAccess.selectPrompt', { id, deviceId: device.id });
      answer.then(() => resolve(), reject);
    });
  });
  await press();
  await chosen;
  await cdp.send('DeviceAccess.disable');
}
