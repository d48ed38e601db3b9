/**
 * What is between a central and the radio of a device: range, time, faults. One connection at a time, and on it
 * one operation after the other, as the attribute protocol has it. With a real clock it is behind the fake BlueZ,
 * with a virtual one behind gatt-double.ts.
 */
import type { Clock } from '../../../../src/contracts/clock.ts';
import type { RpcCharacteristic } from '../../../../src/contracts/bluetooth.ts';
import { ATT } from '../../emulator/gatt-service.ts';
import type { AttResult, NotifyMode } from '../../emulator/gatt-service.ts';
import type { Advertisement, Radio } from '../../emulator/radio.ts';
import { FaultPlan } from './fault-plan.ts';
import type { Operation } from './fault-plan.ts';
import { AttFailure, BluezError, failureOf, LinkGone } from './gatt-errors.ts';

export interface RadioEvents {
  readonly onNotify: (value: Uint8Array) => void;
  readonly onDropped: () => void;
}

export interface AirOptions {
  readonly clock: Clock;
  readonly radio: (events: RadioEvents) => Radio;
  /** What the central answers to the exchange of the MTU; 517 when left out. */
  readonly peerMtu?: number;
  /** The device starts it so long after the link is up; 60 when left out. */
  readonly exchangeMs?: number;
  /** Connection interval; 0 when left out: no operation takes time. */
  readonly intervalMs?: number;
  /** Connection intervals until an answer is there: 1, or 2 where it misses the next one (timing.md#bluetooth, k). */
  readonly intervalsPerEvent?: number;
}

/** An established link, as the central's stack has it. */
export interface Connection {
  discover(): Promise<void>;
  read(characteristic: RpcCharacteristic): Promise<Uint8Array>;
  write(characteristic: RpcCharacteristic, bytes: Uint8Array): Promise<void>;
  subscribe(mode: NotifyMode): Promise<void>;
  disconnect(): void;
}

export interface ConnectionEvents {
  readonly notified: (value: Uint8Array) => void;
  /** Whoever ended it. What was under way has failed before. */
  readonly lost: () => void;
}

/** The attribute protocol waits so long for an answer, then the link is dropped. */
const ATT_TIMEOUT_MS = 30_000;

export class Air {
  readonly faults = new FaultPlan();
  /** May be changed at any time; the MTU counts from the next connection on. */
  peerMtu: number;
  exchangeMs: number;
  intervalMs: number;
  readonly intervalsPerEvent: number;
  readonly clock: Clock;
  readonly radio: Radio;
  #isInRange = true;
  #link: AirLink | null = null;

  constructor(options: AirOptions) {
    this.clock = options.clock;
    this.peerMtu = options.peerMtu ?? 517;
    this.exchangeMs = options.exchangeMs ?? 60;
    this.intervalMs = options.intervalMs ?? 0;
    this.intervalsPerEvent = options.intervalsPerEvent ?? 1;
    this.radio = options.radio({
      onNotify: (value) => void this.#link?.carryNotification(value),
      onDropped: () => this.#link?.lose(),
    });
  }

  /** Null: there is nothing to hear. */
  advertisement(): Advertisement | null {
    return this.#isInRange ? this.radio.advertisement() : null;
  }

  get isConnected(): boolean {
    return this.#link !== null;
  }

  /** Carried away, or back again. */
  setInRange(isInRange: boolean): void {
    this.#isInRange = isInRange;
    if (!isInRange) this.drop();
  }

  /** The link is lost, as when somebody walks by. */
  drop(): void {
    this.#link?.lose();
  }

  /** Throws BluezError when nobody answers. */
  async connect(events: ConnectionEvents): Promise<Connection> {
    const link = new AirLink(this, {
      ...events,
      lost: () => {
        if (this.#link === link) this.#link = null;
        events.lost();
      },
    });
    await link.begin();
    this.#link = link;
    return link;
  }
}

class AirLink implements Connection {
  readonly #air: Air;
  readonly #events: ConnectionEvents;
  readonly #over = new AbortController();
  readonly #gone: Promise<never>;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(air: Air, events: ConnectionEvents) {
    this.#air = air;
    this.#events = events;
    const { signal } = this.#over;
    this.#gone = new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new LinkGone()), { once: true });
    });
    this.#gone.catch(() => undefined); // told to whoever waits for an operation
  }

  async begin(): Promise<void> {
    const fault = this.#air.faults.take('connect', null, 0);
    await this.#spend(1);
    if (fault?.kind === 'hang') await this.#sleep(ATT_TIMEOUT_MS);
    if (fault !== null || this.#air.advertisement() === null || !this.#air.radio.connect())
      throw new BluezError('Failed', 'le-connection-abort-by-local');
    void this.#exchangeMtu();
  }

  discover(): Promise<void> {
    return this.#operate({ op: 'discover', act: () => ({ ok: true, value: undefined }) });
  }

  read(characteristic: RpcCharacteristic): Promise<Uint8Array> {
    return this.#operate({
      op: 'read',
      characteristic,
      act: () => this.#air.radio.read(characteristic),
    });
  }

  async write(characteristic: RpcCharacteristic, bytes: Uint8Array): Promise<void> {
    const own = bytes.slice(); // the page may go on with its own
    const act = () => this.#air.radio.write(characteristic, own);
    await this.#operate({ op: 'write', characteristic, bytes: own.length, act });
  }

  async subscribe(mode: NotifyMode): Promise<void> {
    const act = (): AttResult<null> => {
      this.#air.radio.subscribe(mode);
      return { ok: true, value: null };
    };
    await this.#operate({ op: 'subscribe', characteristic: 'rxCtl', act });
  }

  disconnect(): void {
    this.lose();
  }

  lose(): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.#air.radio.disconnect();
    this.#events.lost();
  }

  async carryNotification(value: Uint8Array): Promise<void> {
    const fault = this.#air.faults.take('notify', 'rxCtl', 0);
    if (fault?.kind === 'disconnect') this.lose();
    if (fault !== null) return;
    const mtu = this.#air.radio.mtu ?? 23;
    await this.#spend(1).catch(() => undefined); // the link is gone: nobody hears of it
    if (!this.#over.signal.aborted) this.#events.notified(value.subarray(0, mtu - 3));
  }

  async #exchangeMtu(): Promise<void> {
    const { exchangeMs, peerMtu, radio } = this.#air;
    if (exchangeMs > 0) await this.#sleep(exchangeMs).catch(() => undefined);
    if (!this.#over.signal.aborted) radio.exchangeMtu(peerMtu);
  }

  #operate<T>(work: Work<T>): Promise<T> {
    const turn = this.#tail.then(() => this.#perform(work));
    this.#tail = turn.catch(() => undefined);
    return Promise.race([turn, this.#gone]);
  }

  async #perform<T>({ op, characteristic, bytes = 0, act }: Work<T>): Promise<T> {
    this.#check();
    const fault = this.#air.faults.take(op, characteristic ?? null, bytes);
    await this.#spend(this.#eventsFor(bytes));
    if (fault?.kind === 'disconnect') this.lose();
    if (fault?.kind === 'hang') await this.#timeOut();
    this.#check();
    if (fault !== null) throw failureOf(fault.error ?? ATT.unlikelyError);
    const result = act();
    await this.#untilIdle();
    this.#check();
    if (!result.ok) throw new AttFailure(ATT[result.error]);
    return result.value;
  }

  /** A write that does not fit is prepared in pieces and then executed: each is a round trip. */
  #eventsFor(bytes: number): number {
    const mtu = this.#air.radio.mtu ?? 23;
    return bytes <= mtu - 3 ? 1 : Math.ceil(bytes / (mtu - 5)) + 1;
  }

  async #untilIdle(): Promise<void> {
    const done = new AbortController();
    const late = this.#air.clock.sleep(ATT_TIMEOUT_MS, done.signal).then(
      () => this.lose(),
      () => undefined, // answered in time
    );
    await Promise.race([this.#air.radio.whenIdle(), late]);
    done.abort();
  }

  async #timeOut(): Promise<void> {
    await this.#sleep(ATT_TIMEOUT_MS);
    this.lose();
  }

  async #spend(events: number): Promise<void> {
    const { intervalMs, intervalsPerEvent } = this.#air;
    if (intervalMs > 0) await this.#sleep(events * intervalMs * intervalsPerEvent);
  }

  #sleep(ms: number): Promise<void> {
    return this.#air.clock.sleep(ms, this.#over.signal);
  }

  #check(): void {
    if (this.#over.signal.aborted) throw new LinkGone();
  }
}

interface Work<T> {
  readonly op: Operation;
  readonly characteristic?: RpcCharacteristic;
  readonly bytes?: number;
  readonly act: () => AttResult<T>;
}
