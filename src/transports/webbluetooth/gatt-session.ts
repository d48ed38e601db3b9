/**
 * A connection to the RPC service of one device, from `connect` to the first good answer. Rules, in this order:
 *
 * 1. A few tries: radios miss each other, and a device that has just restarted needs a moment.
 * 2. Before the device's own MTU exchange every operation fails, and a subscription is acknowledged and stays deaf:
 *    rxCtl is read until it answers, then notifications are asked for (gatt.md#session-and-mtu).
 * 3. `stopNotifications` first, on every connection: after a reconnect Chromium delivers nothing otherwise.
 * 4. A service or characteristic that is not there may be missing in the system's cache only: one more connection.
 */
import type { Clock } from '../../contracts/clock.ts';
import { OtaError, errorName, wordsOf } from '../../contracts/failure.ts';
import { DEVICE_GONE } from '../../contracts/link.ts';
import { RPC_CHARACTERISTICS, RPC_SERVICE } from '../../contracts/bluetooth.ts';
import type {
  BluetoothDeviceLike,
  CharacteristicLike,
  GattServerLike,
  ServiceLike,
} from './bluetooth-devices.ts';
import { bluetoothLossOf, bluetoothOpeningFailure } from './bluetooth-failures.ts';
import type { Step } from './bluetooth-failures.ts';
import { decodeLength, encodeLength } from './gatt-lengths.ts';
import { createOperationQueue, QUICK_MS } from './operation-queue.ts';
import type { OperationQueue } from './operation-queue.ts';

export interface GattSession {
  /** Length of the reply that waits; 0 = none. Rewinds what `readData` gives. */
  readLength(limitMs?: number): Promise<number>;
  /** The next bytes of the reply, owned by the caller. None: not yet. */
  readData(): Promise<Uint8Array>;
  /** Announces a request; a half-sent one is forgotten. */
  writeLength(length: number): Promise<void>;
  /** The bytes are borrowed. */
  writeData(bytes: Uint8Array, limitMs?: number): Promise<void>;
  /** The browser took the subscription; whether anything ever comes of it shows later. */
  readonly isSubscribed: boolean;
  /** Told the value of rxCtl whenever it changes, by a notification or by a read of our own. One listener. */
  onLength(listener: (length: number) => void): void;
  /** Settles once, with what is known of it. Never rejects. */
  readonly ended: Promise<string>;
  readonly isConnected: boolean;
  /** Ends the connection at once; operations that wait fail. */
  disconnect(why: string): void;
  /** Ends the subscription, if that works within a moment, and the connection. */
  close(): Promise<void>;
}

export interface OpenSessionOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What people know the device by. */
  readonly address: string;
}

const TRIES = 3;
/** Between tries to connect, in milliseconds. */
const PAUSES_MS = [250, 1000];
/** A system looks for a device for longer than anybody waits. */
const CONNECT_MS = 12_000;
const DISCOVER_MS = 15_000;
/** For the MTU exchange, which the device starts. */
const READY_MS = 5_000;
/** While the page is in front; a hidden one only asks less often, and not for data. */
const READY_PAUSE_MS = 50;
const READY_READ_MS = 4_000;
/** For the end of the subscription, behind what is on its way. */
const CLOSE_MS = 500;

/** Throws link/out-of-reach, link/rpc-off, link/stale-grant, link/held, or what the signal says. */
export async function openGattSession(
  device: BluetoothDeviceLike,
  options: OpenSessionOptions,
): Promise<GattSession> {
  const { clock, signal, address } = options;
  const { gatt } = device;
  if (!gatt) throw new OtaError('link/rpc-off', { address, seen: 'no-service', detail: 'no GATT' });
  for (let tries = 1; ; tries += 1) {
    throwIfStopped(signal);
    const attempt = new Attempt(device, gatt, options);
    try {
      return await attempt.open();
    } catch (reason) {
      attempt.disconnect('not opened');
      throwIfStopped(signal);
      const failure = bluetoothOpeningFailure(attempt.step, reason, address);
      const most = failure.code === 'link/rpc-off' || failure.code === 'link/held' ? 2 : TRIES;
      if (tries >= most || failure.code === 'link/stale-grant') throw failure;
      const pause = clock.sleep(PAUSES_MS[tries - 1] ?? 0, signal);
      await pause.catch(() => throwIfStopped(signal));
    }
  }
}

interface Characteristics {
  readonly data: CharacteristicLike;
  readonly rxCtl: CharacteristicLike;
  readonly txCtl: CharacteristicLike;
}

class Attempt {
  step: Step = 'connect';
  readonly #device: BluetoothDeviceLike;
  readonly #gatt: GattServerLike;
  readonly #options: OpenSessionOptions;
  readonly #queue: OperationQueue;
  readonly #ended: Promise<string>;
  #settleEnd: (why: string) => void = () => undefined;
  #isOver = false;

  constructor(device: BluetoothDeviceLike, gatt: GattServerLike, options: OpenSessionOptions) {
    this.#device = device;
    this.#gatt = gatt;
    this.#options = options;
    this.#queue = createOperationQueue({
      clock: options.clock,
      onHang: (name) => this.disconnect(`no answer to ${name}`),
    });
    this.#ended = new Promise((resolve) => (this.#settleEnd = resolve));
    device.addEventListener('gattserverdisconnected', this.#onDisconnected);
  }

  readonly #onDisconnected = (): void => this.#finish(DEVICE_GONE);

  disconnect(why: string): void {
    this.#finish(why);
    // Also one that is still connecting: what comes of it is not left open.
    this.#gatt.disconnect();
  }

  #finish(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#device.removeEventListener('gattserverdisconnected', this.#onDisconnected);
    this.#queue.end(bluetoothLossOf(why));
    this.#settleEnd(why);
  }

  async open(): Promise<GattSession> {
    const { signal } = this.#options;
    const stop = (): void => this.disconnect('cancelled');
    signal.addEventListener('abort', stop, { once: true });
    try {
      await this.#queue.run('connect', () => this.#gatt.connect(), CONNECT_MS);
      this.step = 'service';
      const service = await this.#discover('service', () =>
        this.#gatt.getPrimaryService(RPC_SERVICE),
      );
      this.step = 'characteristics';
      const characteristics = await this.#characteristics(service);
      this.step = 'ready';
      await this.#untilReady(characteristics.rxCtl);
      const isSubscribed = await this.#subscribe(characteristics.rxCtl);
      throwIfStopped(signal);
      return this.#session(characteristics, isSubscribed);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  #discover<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.#queue.run(name, work, DISCOVER_MS);
  }

  async #characteristics(service: ServiceLike): Promise<Characteristics> {
    const find = (name: keyof Characteristics): Promise<CharacteristicLike> =>
      this.#discover(name, () => service.getCharacteristic(RPC_CHARACTERISTICS[name]));
    // One after the other: rule 1 of operation-queue.ts.
    const rxCtl = await find('rxCtl');
    const txCtl = await find('txCtl');
    return { rxCtl, txCtl, data: await find('data') };
  }

  async #untilReady(rxCtl: CharacteristicLike): Promise<void> {
    const { clock, signal } = this.#options;
    const startedAt = clock.now();
    for (;;) {
      try {
        const value = await this.#queue.run('rxCtl', () => rxCtl.readValue(), READY_READ_MS);
        if (decodeLength(value) !== null) return;
        throw new Error(`rxCtl has ${value.byteLength} bytes`);
      } catch (reason) {
        throwIfStopped(signal);
        const late = clock.now() - startedAt >= READY_MS;
        if (this.#isOver || !this.#gatt.connected) this.step = 'connect'; // the connection, not the service
        if (this.#isOver || !this.#gatt.connected || late) throw reason;
        await clock.sleep(READY_PAUSE_MS, signal).catch(() => undefined); // looked at above
      }
    }
  }

  /** False: the browser does not want to; replies are asked for then. */
  async #subscribe(rxCtl: CharacteristicLike): Promise<boolean> {
    await this.#queue.run('stop', () => rxCtl.stopNotifications()).catch(() => undefined); // there may be none
    try {
      await this.#queue.run('subscribe', () => rxCtl.startNotifications());
      return true;
    } catch (reason) {
      if (this.#isOver) throw reason;
      return false;
    }
  }

  #session({ data, rxCtl, txCtl }: Characteristics, isSubscribed: boolean): GattSession {
    const queue = this.#queue;
    const isConnected = (): boolean => !this.#isOver && this.#gatt.connected;
    return {
      isSubscribed,
      ended: this.#ended,
      get isConnected() {
        return isConnected();
      },
      disconnect: (why) => this.disconnect(why),
      close: async () => {
        const stopped = queue.run('stop', () => rxCtl.stopNotifications()).catch(() => undefined); // as above
        const late = new AbortController();
        await Promise.race([stopped, this.#options.clock.sleep(CLOSE_MS, late.signal)]);
        late.abort();
        this.disconnect('closed');
      },
      async readLength(limitMs) {
        const value = await queue.run('read of rxCtl', () => rxCtl.readValue(), limitMs);
        const length = decodeLength(value);
        if (length === null) throw new Error(`rxCtl has ${value.byteLength} bytes`);
        return length;
      },
      async readData() {
        const value = await queue.run('read', () => data.readValue());
        // The browser's own buffer may be shared: the caller keeps these bytes.
        return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
      },
      writeLength: (length) =>
        queue.run(
          'write of txCtl',
          () => txCtl.writeValueWithResponse(encodeLength(length)),
          QUICK_MS,
        ),
      writeData: (bytes, limitMs) =>
        queue.run(
          `write of ${bytes.length} bytes`,
          () => data.writeValueWithResponse(bytes),
          limitMs,
        ),
      onLength(listener) {
        rxCtl.addEventListener('characteristicvaluechanged', () => {
          const length = rxCtl.value ? decodeLength(rxCtl.value) : null;
          if (length !== null) listener(length);
        });
      },
    };
  }
}

/** Throws what the signal says. */
export function throwIfStopped(signal: AbortSignal): void {
  if (!signal.aborted) return;
  const reason: unknown = signal.reason;
  throw reason instanceof OtaError
    ? reason
    : new OtaError('cancelled', { by: 'user' }, { cause: reason });
}

/** `NotSupportedError: GATT operation failed for unknown reason.` */
export const spoken = (reason: unknown): string =>
  [errorName(reason), wordsOf(reason)].filter((part) => part !== '').join(': ');
