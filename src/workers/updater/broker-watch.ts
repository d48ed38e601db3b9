/**
 * Listens at a broker for its devices, and asks those who are wanted who they are. A chunk of its own: most visits know no broker.
 * Nobody else's answers can be read there: ours come to an address of our own.
 */
import type { BrokerSnapshot } from '../../contracts/broker-devices.ts';
import type { Clock } from '../../contracts/clock.ts';
import { OtaError, toFailure } from '../../contracts/failure.ts';
import type { Failure } from '../../contracts/failure.ts';
import { randomHex } from '../../contracts/random-hex.ts';
import type { Credentials } from '../../contracts/sign-in.ts';
import { frameBytes, parseFrame, requestOf, textOfBytes } from '../../rpc/frame.ts';
import type { RpcResponse } from '../../rpc/frame.ts';
import { sysInfoIn } from '../../rpc/methods.ts';
import { joinBroker } from '../../transports/mqtt/broker.ts';
import type { Broker } from '../../transports/mqtt/broker.ts';
import { brokerPlaceAt } from '../../transports/mqtt/mqtt-address.ts';
import { DEVICE_TOPICS, HeardDevices } from './heard-devices.ts';

/** A radio that saves power, a broker far away. */
const ANSWERS_MS = 8_000;
/** Questions under way at once: a broker has other clients, too. */
const MOST_ASKED = 16;
/** Between two pictures of the list. */
const TELL_EVERY_MS = 250;
/** Before each try to join again. */
const PAUSES_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 16_000];
/** What devices answer who want to know who calls (rpc-frames.md#digest-authentication). */
const DENIED: readonly number[] = [401, 403];

export interface BrokerWatchDeps {
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  readonly tell: (latest: BrokerSnapshot) => void;
}

export class BrokerWatch {
  readonly #deps: BrokerWatchDeps;
  readonly #address: string;
  readonly #who: Credentials | null;
  /** Nobody guesses where answers go. */
  readonly #src = `slipway/${randomHex(16)}`;
  readonly #devices = new HeardDevices(this.#src);
  readonly #over = new AbortController();
  readonly #waiting: string[] = [];
  /** Ids of requests, by device. */
  readonly #asked = new Map<string, number>();
  #broker: Broker | null = null;
  #phase: BrokerSnapshot['phase'] = 'listening';
  #failure: Failure | null = null;
  #hearsAll = true;
  #lastId = 0;
  #isTelling = false;

  /** `address`: of a broker, `/` at its end (contracts/network-place.ts). */
  constructor(address: string, who: Credentials | null, deps: BrokerWatchDeps) {
    this.#address = address;
    this.#who = who;
    this.#deps = deps;
  }

  /** Settles when it listens. Throws link/refused, link/broker-denied, or what ended it. */
  async begin(): Promise<void> {
    await this.#join();
    this.#changed();
  }

  /** Who they are; each once at a time. */
  ask(ids: readonly string[]): void {
    for (const id of ids) {
      this.#devices.know(id);
      if (this.#asked.has(id) || this.#waiting.includes(id)) continue;
      this.#devices.answer(id, 'waits');
      this.#waiting.push(id);
    }
    this.#askNext();
    this.#changed();
  }

  end(): void {
    this.#over.abort(new OtaError('cancelled', { by: 'user' }));
    this.#broker?.leave();
    this.#broker = null;
  }

  async #join(): Promise<void> {
    const broker = await this.#joined();
    this.#broker = broker;
    broker.listen({
      message: (payload) => this.#answered(payload),
      nobodyListens: () => undefined, // which of the questions it was about is not said
      over: (detail) => void this.#rejoin(broker, detail),
    });
    if (!this.#hearsAll) return;
    const granted = await broker.overhear(DEVICE_TOPICS, (topic, payload, isRetained) => {
      this.#devices.hear({ topic, payload, isRetained, atMs: this.#deps.wall() });
      this.#changed();
    });
    this.#hearsAll = granted > 0;
  }

  async #joined(): Promise<Broker> {
    const { signal } = this.#over;
    signal.throwIfAborted();
    const broker = await joinBroker(brokerPlaceAt(this.#address, this.#who), {
      topics: [`${this.#src}/rpc`],
      clientId: `slipway-${randomHex(6)}`,
      clock: this.#deps.clock,
      signal,
    });
    if (signal.aborted) broker.leave();
    signal.throwIfAborted();
    return broker;
  }

  async #rejoin(lost: Broker, detail: string): Promise<void> {
    if (this.#broker !== lost) return;
    this.#broker = null;
    for (const id of this.#asked.keys()) this.#devices.answer(id, 'silent');
    this.#asked.clear();
    this.#lose('lost', toFailure(new OtaError('link/lost', { kind: 'mqtt', detail })));
    for (const pauseMs of PAUSES_MS) {
      try {
        await this.#deps.clock.sleep(pauseMs, this.#over.signal);
        await this.#join();
        this.#phase = 'listening';
        this.#failure = null;
        this.#askNext();
        this.#changed();
        return;
      } catch (reason) {
        if (this.#over.signal.aborted) return;
        this.#lose('lost', toFailure(OtaError.from(reason)));
      }
    }
    this.#lose('over', this.#failure);
  }

  #lose(phase: BrokerSnapshot['phase'], failure: Failure | null): void {
    this.#phase = phase;
    this.#failure = failure;
    this.#changed();
  }

  #askNext(): void {
    while (this.#broker !== null && this.#asked.size < MOST_ASKED) {
      const id = this.#waiting.shift();
      if (id === undefined) return;
      void this.#askOne(this.#broker, id);
    }
  }

  async #askOne(broker: Broker, id: string): Promise<void> {
    this.#lastId += 1;
    const request = this.#lastId;
    this.#asked.set(id, request);
    const call = { id: request, method: 'Sys.GetInfo', params: null };
    const frame = frameBytes(requestOf(call, { src: this.#src, dst: id }));
    try {
      await Promise.race([
        broker.publish(`${id}/rpc`, frame).then(() => new Promise<never>(() => undefined)),
        this.#deps.clock.sleep(ANSWERS_MS, this.#over.signal),
      ]);
    } catch {
      // The connection is over, which is told by itself.
    }
    if (this.#asked.get(id) === request) this.#settle(id, () => this.#devices.answer(id, 'silent'));
  }

  #settle(id: string, work: () => void): void {
    this.#asked.delete(id);
    work();
    this.#askNext();
    this.#changed();
  }

  #answered(payload: Uint8Array): void {
    const parsed = parseFrame(textOfBytes(payload));
    if (!parsed.ok || parsed.frame.kind !== 'response') return;
    const { src, id, outcome } = parsed.frame;
    // Only what comes from the device that was asked, for the question it was asked.
    if (src === null || this.#asked.get(src) !== id) return;
    this.#settle(src, () => this.#take(src, outcome));
  }

  #take(id: string, outcome: RpcResponse['outcome']): void {
    const info = outcome.ok ? sysInfoIn(outcome.result) : null;
    const isDenied = !outcome.ok && DENIED.includes(outcome.code);
    this.#devices.answer(id, isDenied ? 'denied' : 'answered', info);
  }

  /** At most every TELL_EVERY_MS, and never the last one not. */
  #changed(): void {
    if (this.#isTelling || this.#over.signal.aborted) return;
    this.#isTelling = true;
    this.#deps.clock.sleep(TELL_EVERY_MS, this.#over.signal).then(
      () => {
        this.#isTelling = false;
        this.#deps.tell({
          phase: this.#phase,
          failure: this.#failure,
          hearsAll: this.#hearsAll,
          devices: this.#devices.list(),
          isFull: this.#devices.isFull,
        });
      },
      () => undefined, // nobody looks any more
    );
  }
}
