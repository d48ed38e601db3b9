/**
 * Web Bluetooth as Chromium has it on Linux, without Chromium: the objects of a page in front of an Air. What it
 * does that nobody expects is done here too; each was seen in Chromium 156.
 *
 * - A second operation while one is under way is refused, whatever it is.
 * - After a reconnect a subscription is taken for active: `startNotifications` asks nobody, and events go to the
 *   object of the last connection, until `stopNotifications`.
 * - A read fires `characteristicvaluechanged` too.
 * - An operation that the loss of the link hits fails before `gattserverdisconnected`.
 * - `disconnect` does not end a `connect` that is pending; another `connect` waits for the same attempt.
 * - More than 512 bytes are refused by the page itself.
 */
import {
  RPC_CHARACTERISTICS,
  RPC_SERVICE,
  type RpcCharacteristic,
} from '../../../../src/contracts/bluetooth.ts';
import type { Air, Connection } from './air.ts';
import { pageErrorOf } from './gatt-errors.ts';

const LONGEST_VALUE = 512;
const NAMES = ['data', 'rxCtl', 'txCtl'] as const;

export interface GattDoubleOptions {
  readonly air: Air;
  readonly id?: string;
  readonly name: string;
  /** BlueZ keeps objects and subscriptions over a disconnection; true when left out, as it is by default. */
  readonly gattCache?: boolean;
  /** Services that the page may use; the RPC service when left out. */
  readonly allowed?: readonly string[];
  /** Services that the device has; the RPC service when left out. */
  readonly services?: readonly string[];
}

/** A BluetoothDevice. */
export class GattDouble extends EventTarget {
  readonly id: string;
  readonly name: string;
  readonly gatt: ServerDouble;
  isForgotten = false;

  constructor(options: GattDoubleOptions) {
    super();
    this.id = options.id ?? 'double-1';
    this.name = options.name;
    this.gatt = new ServerDouble(this, options);
  }

  forget(): Promise<void> {
    this.isForgotten = true;
    this.gatt.disconnect();
    return Promise.resolve();
  }
}

/** One connection, as the objects of a page see it. */
interface Epoch {
  readonly connection: Connection;
  isOver: boolean;
}

class ServerDouble {
  readonly device: GattDouble;
  readonly #options: GattDoubleOptions;
  #epoch: Epoch | null = null;
  #connecting: Promise<ServerDouble> | null = null;
  #isBusy = false;
  /** Whose object gets the events; outlives the connection. */
  #subscribed: CharacteristicDouble | null = null;

  constructor(device: GattDouble, options: GattDoubleOptions) {
    this.device = device;
    this.#options = options;
  }

  get connected(): boolean {
    return this.#epoch !== null;
  }

  connect(): Promise<ServerDouble> {
    if (this.#epoch !== null) return Promise.resolve(this);
    this.#connecting ??= this.#connect().finally(() => (this.#connecting = null));
    return this.#connecting;
  }

  disconnect(): void {
    this.#epoch?.connection.disconnect();
  }

  async getPrimaryService(uuid: string): Promise<ServiceDouble> {
    const { allowed = [RPC_SERVICE], services = [RPC_SERVICE] } = this.#options;
    if (!allowed.includes(uuid))
      throw new DOMException(
        'Origin is not allowed to access the service. Tip: Add the service UUID to ' +
          "'optionalServices' in requestDevice() options.",
        'SecurityError',
      );
    const epoch = this.#now();
    await this.run(epoch, (connection) => connection.discover());
    if (!services.includes(uuid))
      throw new DOMException(`No Services matching UUID ${uuid} found in Device.`, 'NotFoundError');
    return new ServiceDouble(this, epoch, uuid);
  }

  /** One operation of an object of that connection. */
  async run<T>(epoch: Epoch, work: (connection: Connection) => Promise<T>): Promise<T> {
    this.check(epoch);
    if (this.#isBusy) throw new DOMException('GATT operation already in progress.', 'NetworkError');
    this.#isBusy = true;
    try {
      return await work(epoch.connection);
    } catch (reason) {
      throw pageErrorOf(reason);
    } finally {
      this.#isBusy = false;
    }
  }

  check(epoch: Epoch): void {
    if (this.#epoch === null)
      throw new DOMException(
        'GATT Server is disconnected. Cannot perform GATT operations. (Re)connect first with ' +
          '`device.gatt.connect`.',
        'NetworkError',
      );
    if (epoch.isOver)
      throw new DOMException(
        'Characteristic is no longer valid. Remember to retrieve the characteristic again after ' +
          'reconnecting.',
        'InvalidStateError',
      );
  }

  async subscribe(epoch: Epoch, characteristic: CharacteristicDouble): Promise<void> {
    this.check(epoch);
    if (this.#subscribed !== null) return;
    await this.run(epoch, (connection) => connection.subscribe('notify'));
    this.#subscribed = characteristic;
  }

  async unsubscribe(epoch: Epoch): Promise<void> {
    this.check(epoch);
    if (this.#subscribed === null) return;
    this.#subscribed = null;
    await this.run(epoch, (connection) => connection.subscribe('off'));
  }

  async #connect(): Promise<ServerDouble> {
    if (this.device.isForgotten)
      throw new DOMException('Bluetooth Device is no longer in range.', 'NetworkError');
    const { air, gattCache = true } = this.#options;
    const lost = (): void => this.#lose();
    const notified = (value: Uint8Array): void => this.#subscribed?.tell(value);
    const connection = await air.connect({ notified, lost }).catch(() => {
      throw new DOMException('Connection Error: Connection attempt failed.', 'NetworkError');
    });
    this.#epoch = { connection, isOver: false };
    // BlueZ writes the client configuration again at once, which is before the device listens.
    if (gattCache && this.#subscribed !== null) air.radio.subscribe('notify');
    if (!gattCache) this.#subscribed = null;
    return this;
  }

  #lose(): void {
    if (this.#epoch === null) return;
    this.#epoch.isOver = true;
    this.#epoch = null;
    setImmediate(() => this.device.dispatchEvent(new Event('gattserverdisconnected')));
  }

  #now(): Epoch {
    const epoch = this.#epoch;
    if (epoch !== null) return epoch;
    throw new DOMException(
      'GATT Server is disconnected. Cannot retrieve services. (Re)connect first with ' +
        '`device.gatt.connect`.',
      'NetworkError',
    );
  }
}

class ServiceDouble {
  readonly uuid: string;
  readonly #server: ServerDouble;
  readonly #epoch: Epoch;

  constructor(server: ServerDouble, epoch: Epoch, uuid: string) {
    this.#server = server;
    this.#epoch = epoch;
    this.uuid = uuid;
  }

  getCharacteristic(uuid: string): Promise<CharacteristicDouble> {
    const name = NAMES.find((key) => RPC_CHARACTERISTICS[key] === uuid);
    return this.#server.run(this.#epoch, () => {
      if (name === undefined)
        throw new DOMException(
          `No Characteristics matching UUID ${uuid} found in Service.`,
          'NotFoundError',
        );
      return Promise.resolve(new CharacteristicDouble(this.#server, this.#epoch, name));
    });
  }
}

class CharacteristicDouble extends EventTarget {
  readonly uuid: string;
  value: DataView | null = null;
  readonly #name: RpcCharacteristic;
  readonly #server: ServerDouble;
  readonly #epoch: Epoch;

  constructor(server: ServerDouble, epoch: Epoch, name: RpcCharacteristic) {
    super();
    this.#server = server;
    this.#epoch = epoch;
    this.#name = name;
    this.uuid = RPC_CHARACTERISTICS[name];
  }

  async readValue(): Promise<DataView> {
    const bytes = await this.#server.run(this.#epoch, (link) => link.read(this.#name));
    this.tell(bytes);
    return new DataView(bytes.slice().buffer);
  }

  async writeValueWithResponse(value: Uint8Array): Promise<void> {
    if (value.length > LONGEST_VALUE)
      throw new DOMException("Value can't exceed 512 bytes.", 'InvalidModificationError');
    await this.#server.run(this.#epoch, (link) => link.write(this.#name, value));
  }

  async startNotifications(): Promise<this> {
    await this.#server.subscribe(this.#epoch, this);
    return this;
  }

  async stopNotifications(): Promise<this> {
    await this.#server.unsubscribe(this.#epoch);
    return this;
  }

  /** A new value, read or notified. */
  tell(value: Uint8Array): void {
    this.value = new DataView(value.slice().buffer);
    this.dispatchEvent(new Event('characteristicvaluechanged'));
  }
}
