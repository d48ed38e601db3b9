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
