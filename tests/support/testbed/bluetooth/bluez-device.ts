/**
 * One device as BlueZ shows it on D-Bus: org.bluez.Device1 and the objects of its RPC service, in front of an Air.
 * The order of answers and signals is BlueZ 5's; what it keeps over a disconnection depends on `gattCache`.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  RPC_CHARACTERISTICS,
  RPC_SERVICE,
  type RpcCharacteristic,
} from '../../../../src/contracts/bluetooth.ts';
import type { Air, Connection } from './air.ts';
import { BluezError, LinkGone } from './gatt-errors.ts';
import type { ExportedInterface, Interfaces, MethodResult, ObjectTree } from './object-tree.ts';

const DEVICE = 'org.bluez.Device1';
const SERVICE = 'org.bluez.GattService1';
const CHARACTERISTIC = 'org.bluez.GattCharacteristic1';
const DESCRIPTOR = 'org.bluez.GattDescriptor1';
/** Of the client configuration, which Chromium wants to see where there are notifications. */
const CCCD = '00002902-0000-1000-8000-00805f9b34fb';

const FLAGS: Readonly<Record<RpcCharacteristic, readonly string[]>> = {
  data: ['read', 'write'],
  rxCtl: ['read', 'notify', 'indicate'],
  txCtl: ['write'],
};

export interface BluezDeviceOptions {
  readonly tree: ObjectTree;
  readonly adapterPath: string;
  readonly address: string;
  readonly air: Air;
  /** `Cache = always`, BlueZ's default: objects and subscriptions outlive a disconnection. */
  readonly gattCache: boolean;
}

export class BluezDevice {
  readonly path: string;
  readonly #options: BluezDeviceOptions;
  readonly #tree: ObjectTree;
  readonly #air: Air;
  readonly #subscribers = new Set<string>();
  readonly #reading = new Map<RpcCharacteristic, Promise<MethodResult>>();
  readonly #writing = new Set<RpcCharacteristic>();
  #connection: Connection | null = null;
  #connecting = false;
  #closed: Promise<void> = Promise.resolve();

  constructor(options: BluezDeviceOptions) {
    this.#options = options;
    this.#tree = options.tree;
    this.#air = options.air;
    this.path = `${options.adapterPath}/dev_${options.address.replaceAll(':', '_')}`;
  }

  /** Something was heard of it during a scan: it comes into the tree, or its signal strength changes. */
  hear(): void {
    const advertisement = this.#air.advertisement();
    if (advertisement === null || this.#connection !== null) return;
    if (this.#tree.has(this.path)) {
      this.#set({ RSSI: RSSI });
      return;
    }
    const { name, serviceUuids } = advertisement;
    const properties = {
      Adapter: this.#options.adapterPath,
      Address: this.#options.address,
      AddressType: 'public',
      Alias: name,
      Connected: false,
      Name: name,
      Paired: false,
      RSSI,
      ServicesResolved: false,
      UUIDs: serviceUuids,
    };
    const done = (work: () => void) => (): null => {
      work();
      return null;
    };
    const methods = {
      Connect: () => this.#connect(),
      Disconnect: () => this.#disconnect(),
      Pair: done(() => this.#set({ Paired: true })),
      CancelPairing: () => null,
    };
    this.#tree.add(this.path, { [DEVICE]: { properties, methods } });
  }

  #set(values: Readonly<Record<string, unknown>>): void {
    this.#tree.set(this.path, DEVICE, values);
  }

  async #connect(): Promise<null> {
    if (this.#connection !== null) return null;
    if (this.#connecting) throw new BluezError('InProgress');
    this.#connecting = true;
    await this.#closed;
    try {
      const connection = await this.#air.connect({
        notified: (value) => this.#notified(value),
        lost: () => {
          if (this.#connection === connection) this.#lost();
        },
      });
      this.#connection = connection;
      this.#set({ Connected: true });
      void this.#resolveServices(connection);
    } finally {
      this.#connecting = false;
    }
    return null;
  }

  /** After the answer to Connect. A subscription that was kept is written at once: the device is not ready for it. */
  async #resolveServices(connection: Connection): Promise<void> {
    await nextTurn();
    if (this.#subscribers.size > 0) this.#air.radio.subscribe('notify');
    await connection.discover().then(
      () => {
        this.#exportService();
        this.#set({ ServicesResolved: true });
      },
      () => connection.disconnect(),
    );
  }

  async #disconnect(): Promise<null> {
    this.#connection?.disconnect();
    await this.#closed;
    return null;
  }

  /** What is pending has its error first; then the objects go, then the properties change. */
  #lost(): void {
    this.#connection = null;
    this.#closed = nextTurn().then(() => {
      if (!this.#options.gattCache) this.#removeService();
      this.#set({ ServicesResolved: false });
      this.#set({ Connected: false });
    });
  }

  #notified(value: Uint8Array): void {
    if (this.#subscribers.size > 0) this.#tell('rxCtl', value);
  }

  #tell(name: RpcCharacteristic, value: Uint8Array): void {
    this.#tree.set(this.#pathOf(name), CHARACTERISTIC, { Value: Buffer.from(value) });
  }

  get #servicePath(): string {
    return `${this.path}/service0028`;
  }

  #pathOf(name: RpcCharacteristic): string {
    return `${this.#servicePath}/${{ data: 'char0029', rxCtl: 'char002b', txCtl: 'char002e' }[name]}`;
  }

  /** Every object of the service, parents first. */
  #service(): readonly (readonly [path: string, interfaces: Interfaces])[] {
    const service = { properties: { UUID: RPC_SERVICE, Device: this.path, Primary: true } };
    const descriptor = { properties: { UUID: CCCD, Characteristic: this.#pathOf('rxCtl') } };
    return [
      [this.#servicePath, { [SERVICE]: service }],
      [this.#pathOf('data'), { [CHARACTERISTIC]: this.#characteristic('data') }],
      [this.#pathOf('rxCtl'), { [CHARACTERISTIC]: this.#characteristic('rxCtl') }],
      [`${this.#pathOf('rxCtl')}/desc002d`, { [DESCRIPTOR]: descriptor }],
      [this.#pathOf('txCtl'), { [CHARACTERISTIC]: this.#characteristic('txCtl') }],
    ];
  }

  #exportService(): void {
    for (const [path, interfaces] of this.#service())
      if (!this.#tree.has(path)) this.#tree.add(path, interfaces);
  }

  #removeService(): void {
    this.#subscribers.clear();
    for (const [path] of [...this.#service()].reverse()) this.#tree.remove(path);
  }

  #characteristic(name: RpcCharacteristic): ExportedInterface {
    return {
      properties: {
        UUID: RPC_CHARACTERISTICS[name],
        Service: this.#servicePath,
        Flags: FLAGS[name],
        Notifying: name === 'rxCtl' && this.#subscribers.size > 0,
      },
      methods: {
        ReadValue: () => this.#read(name),
        WriteValue: ([value]) => this.#write(name, value),
        StartNotify: (_, client) => this.#subscribe(name, client),
        StopNotify: (_, client) => this.#unsubscribe(name, client),
      },
    };
  }

  #live(): Connection {
    if (this.#connection === null) throw new LinkGone();
    return this.#connection;
  }

  /** Simultaneous reads share one, and each read is told as a change of the value. */
  #read(name: RpcCharacteristic): Promise<MethodResult> {
    if (!FLAGS[name].includes('read')) throw new BluezError('NotPermitted');
    const pending = this.#reading.get(name);
    if (pending !== undefined) return pending;
    const read = async (): Promise<MethodResult> => {
      const value = Buffer.from(await this.#live().read(name));
      this.#tell(name, value);
      return ['ay', [value]];
    };
    const reading = read().finally(() => this.#reading.delete(name));
    this.#reading.set(name, reading);
    return reading;
  }

  async #write(name: RpcCharacteristic, value: unknown): Promise<null> {
    if (!FLAGS[name].includes('write')) throw new BluezError('NotPermitted');
    if (this.#writing.has(name)) throw new BluezError('InProgress');
    if (!(value instanceof Uint8Array)) throw new BluezError('InvalidArguments');
    this.#writing.add(name);
    try {
      await this.#live().write(name, value);
    } finally {
      this.#writing.delete(name);
    }
    return null;
  }

  async #subscribe(name: RpcCharacteristic, client: string): Promise<null> {
    if (!FLAGS[name].includes('notify')) throw new BluezError('NotSupported');
    if (this.#subscribers.has(client)) return null;
    await this.#live().subscribe('notify');
    this.#subscribers.add(client);
    this.#tree.set(this.#pathOf(name), CHARACTERISTIC, { Notifying: true });
    return null;
  }

  async #unsubscribe(name: RpcCharacteristic, client: string): Promise<null> {
    if (!this.#subscribers.delete(client)) throw new BluezError('Failed', 'No notify session');
    await this.#connection?.subscribe('off');
    this.#tree.set(this.#pathOf(name), CHARACTERISTIC, { Notifying: false });
    return null;
  }
}

const RSSI = -50;
