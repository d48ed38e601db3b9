/** The devices this page may use: the browser's list, and those it was given before. */
import { OtaError } from '../../contracts/failure.ts';
import { RPC_SERVICE } from '../../contracts/bluetooth.ts';
import { PLATFORM_FACTS } from '../../ota-core/platforms/facts.ts';
import { bluetoothChoosingFailure } from './bluetooth-failures.ts';

/** What is used of Web Bluetooth; the browser's own objects fit, and so do those of a test. */
type Listener = (event: { readonly target: unknown }) => void;

export interface CharacteristicLike {
  /** Of the event of this name: the bytes that arrived. */
  readonly value?: DataView | null;
  /** Also fires the event. */
  readValue(): Promise<DataView>;
  writeValueWithResponse(value: Uint8Array): Promise<void>;
  startNotifications(): Promise<unknown>;
  stopNotifications(): Promise<unknown>;
  addEventListener(type: 'characteristicvaluechanged', listener: Listener): void;
  removeEventListener(type: 'characteristicvaluechanged', listener: Listener): void;
}

export interface ServiceLike {
  getCharacteristic(uuid: string): Promise<CharacteristicLike>;
}

export interface GattServerLike {
  readonly connected: boolean;
  /** Another call while one is pending waits for the same attempt. */
  connect(): Promise<unknown>;
  /** Does not end a connect() that is pending. */
  disconnect(): void;
  getPrimaryService(uuid: string): Promise<ServiceLike>;
}

export interface BluetoothDeviceLike {
  /** Of this page and this device; not its address. */
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly gatt?: GattServerLike | null | undefined;
  forget?(): Promise<void>;
  addEventListener(type: 'gattserverdisconnected', listener: Listener): void;
  removeEventListener(type: 'gattserverdisconnected', listener: Listener): void;
}

export interface NameFilter {
  readonly namePrefix: string;
}

export interface RequestOptions {
  readonly filters?: NameFilter[];
  readonly acceptAllDevices?: boolean;
  readonly optionalServices: string[];
}

/** `navigator.bluetooth`, of pages. */
export interface BluetoothLike {
  requestDevice(options: RequestOptions): Promise<BluetoothDeviceLike>;
  /** Devices this page was given before; behind a flag in most browsers. */
  getDevices?(): Promise<BluetoothDeviceLike[]>;
  /** False: there is no radio, or it is off. */
  getAvailability?(): Promise<boolean>;
  addEventListener?(type: 'availabilitychanged', listener: Listener): void;
}

/**
 * How stock devices are called (gatt.md#discovery). They advertise a name and not the service, so the list can be
 * narrowed by name only; a device that people have named otherwise is found by its own beginning, or among all.
 */
export const USUAL_NAMES: readonly string[] = PLATFORM_FACTS.map(({ namePrefix }) => namePrefix);

export class BluetoothDevices {
  readonly #bluetooth: BluetoothLike;
  readonly #listeners = new Set<() => void>();

  /** `bluetooth` null: this browser has no Web Bluetooth. Throws link/no-feature. */
  constructor(bluetooth: BluetoothLike | null) {
    if (bluetooth === null) throw new OtaError('link/no-feature', { kind: 'bluetooth' });
    this.#bluetooth = bluetooth;
    bluetooth.addEventListener?.('availabilitychanged', () => {
      for (const listener of [...this.#listeners]) listener();
    });
  }

  /**
   * The browser's list; needs a press of the person. No beginnings: every device in reach. Throws link/not-chosen,
   * link/not-allowed or link/radio-off.
   */
  async choose(beginnings: readonly string[]): Promise<BluetoothDeviceLike> {
    // Also where it is not advertised, a service can only be used when it was named here (gatt.md#in-the-field).
    const optionalServices = [RPC_SERVICE];
    const filters = beginnings.map((namePrefix) => ({ namePrefix }));
    try {
      return await this.#bluetooth.requestDevice(
        filters.length === 0
          ? { acceptAllDevices: true, optionalServices }
          : { filters, optionalServices },
      );
    } catch (reason) {
      throw bluetoothChoosingFailure(reason, await this.isOn());
    }
  }

  /** Given to this page before; none in browsers that do not tell. */
  async known(): Promise<readonly BluetoothDeviceLike[]> {
    return (await this.#bluetooth.getDevices?.().catch(() => [])) ?? []; // a policy forbids it: there is the list
  }

  /** There is a radio, and it is on, as far as the browser tells. */
  async isOn(): Promise<boolean> {
    return (await this.#bluetooth.getAvailability?.().catch(() => true)) ?? true; // unknown is no reason to give up
  }

  /** Called when the radio is switched on or off. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
