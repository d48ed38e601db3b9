/**
 * One broker of the fleet: what is heard there, and devices that are asked over one connection. It is joined again by itself
 * when it is lost.
 */
import type { Clock } from '../../contracts/clock.ts';
import { OtaError, toFailure } from '../../contracts/failure.ts';
import type { FleetBrokerState, KeptRollOut } from '../../contracts/fleet-device.ts';
import { randomHex } from '../../contracts/random-hex.ts';
import type { Credentials } from '../../contracts/sign-in.ts';
import { linkAbort } from '../../rpc/deadline.ts';
import { frameBytes, parseFrame, requestOf, textOfBytes } from '../../rpc/frame.ts';
import type { RpcResponse } from '../../rpc/frame.ts';
import { otaStatusIn, sysInfoIn } from '../../rpc/methods.ts';
import { joinBroker } from '../../transports/mqtt/broker.ts';
import type { Broker, Overhear } from '../../transports/mqtt/broker.ts';
import { brokerPlaceAt } from '../../transports/mqtt/mqtt-address.ts';
import type { FleetAnswer } from './device-progress.ts';
import { readSign } from './fleet-signs.ts';
import type { FleetSign } from './fleet-signs.ts';
import { DEVICE_TOPICS } from './heard-devices.ts';
import { HeardRollOuts, ROLL_OUT_TOPICS } from './heard-roll-outs.ts';

/** A radio that saves power, a broker far away. */
const ANSWERS_MS = 8_000;
/** Before each further try to join; the last one again and again. */
const PAUSES_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 16_000];
const LAST_PAUSE_MS = 30_000;

function* pauses(): Generator<number> {
  yield* PAUSES_MS;
  for (;;) yield LAST_PAUSE_MS;
}

/** What devices answer who want to know who calls (rpc-frames.md#digest-authentication). */
const DENIED: readonly number[] = [401, 403];

export interface FleetBrokerDeps {
  readonly clock: Clock;
  /** Who signs in there; null: nobody. */
  readonly who: () => Promise<Credentials | null>;
  readonly signal: AbortSignal;
  readonly heard: (id: string, sign: FleetSign) => void;
  readonly changed: () => void;
}

/** What came of a question. */
export type Asked = FleetAnswer | 'denied' | 'silent';

export class FleetBroker {
  readonly #address: string;
  readonly #deps: FleetBrokerDeps;
  /** Nobody guesses where answers go. */
  readonly #src = `slipway/${randomHex(16)}`;
  readonly #waiting = new Map<
    number,
    { id: string; settle: (reply: RpcResponse | null) => void }
  >();
  readonly #rollOuts: HeardRollOuts;
  /** Some brokers end the connection of whoever asks for more than it may hear. */
  #hearsRollOuts = true;
  #broker: Broker | null = null;
  #lastId = 0;
  #state: FleetBrokerState;

  /** `address`: `/` at its end (contracts/network-place.ts). */
  constructor(address: string, deps: FleetBrokerDeps) {
    this.#address = address;
    this.#deps = deps;
    this.#rollOuts = new HeardRollOuts(address);
    this.#state = { address, phase: 'joining', failure: null, hearsAll: true };
  }

  get state(): FleetBrokerState {
    return this.#state;
  }

  /** That it keeps. */
  get rollOuts(): readonly KeptRollOut[] {
    return this.#rollOuts.at(this.#deps.clock.now());
  }

  /** Until the signal ends it. Never rejects. */
  async stay(): Promise<void> {
    const { clock, signal } = this.#deps;
    for (const pauseMs of pauses()) {
      try {
        await this.#join();
        return; // what comes next is told by the connection
      } catch (reason) {
        if (signal.aborted) return;
        const failure = toFailure(OtaError.from(reason));
        const isOver = WAITS_FOR_PERSON.some((code) => code === failure.code);
        this.#tell({ phase: isOver ? 'over' : 'lost', failure });
        if (isOver) return;
      }
      try {
        await clock.sleep(pauseMs, signal);
      } catch {
        return; // nobody looks any more
      }
    }
  }

  leave(): void {
    this.#broker?.leave();
    this.#broker = null;
    this.#silence();
  }

  /** Info and status of one device. Never rejects. */
  async ask(id: string): Promise<Asked> {
    const info = await this.#call(id, 'Sys.GetInfo');
    if (info === null) return 'silent';
    if (!info.outcome.ok) return DENIED.includes(info.outcome.code) ? 'denied' : 'silent';
    const said = sysInfoIn(info.outcome.result);
    if (said === null) return 'silent';
    const status = await this.#call(id, 'OTA.Status');
    const isTold = status?.outcome.ok === true;
    return { info: said, status: isTold ? otaStatusIn(status.outcome.result) : null };
  }

  /** null: no answer in time, or no connection. */
  async #call(id: string, method: 'Sys.GetInfo' | 'OTA.Status'): Promise<RpcResponse | null> {
    const broker = this.#broker;
    const { clock, signal } = this.#deps;
    if (broker === null || signal.aborted) return null;
    this.#lastId += 1;
    const request = this.#lastId;
    const frame = frameBytes(
      requestOf({ id: request, method, params: null }, { src: this.#src, dst: id }),
    );
    const answer = new Promise<RpcResponse | null>((settle) =>
      this.#waiting.set(request, { id, settle }),
    );
    const wait = linkAbort(signal);
    try {
      broker.publish(`${id}/rpc`, frame).catch(() => this.#settle(request, null));
      const timeOut = clock.sleep(ANSWERS_MS, wait.signal);
      timeOut.catch(() => undefined).finally(() => this.#settle(request, null));
      return await answer;
    } finally {
      wait.abort(new OtaError('cancelled', { by: 'user' }));
      wait.release();
    }
  }

  #settle(request: number, reply: RpcResponse | null): void {
    const waiting = this.#waiting.get(request);
    this.#waiting.delete(request);
    waiting?.settle(reply);
  }

  /** Nothing that was asked is answered any more. */
  #silence(): void {
    for (const request of [...this.#waiting.keys()]) this.#settle(request, null);
  }

  async #join(): Promise<void> {
    const { clock, signal, who } = this.#deps;
    const broker = await joinBroker(brokerPlaceAt(this.#address, await who()), {
      ...{ topics: [`${this.#src}/rpc`], clientId: `slipway-${randomHex(6)}`, clock, signal },
    });
    if (signal.aborted) {
      broker.leave();
      return;
    }
    this.#broker = broker;
    broker.listen({
      message: (payload) => this.#answered(payload),
      nobodyListens: () => undefined, // which of the questions it was about is not said
      over: (detail) => this.#lost(broker, detail),
    });
    let { hearsAll } = this.#state;
    if (hearsAll) {
      const granted = await broker.overhear(DEVICE_TOPICS, this.#overhear);
      hearsAll = granted > 0;
    }
    if (this.#broker === broker) this.#tell({ phase: 'listening', failure: null, hearsAll });
    if (this.#broker !== broker || !this.#hearsRollOuts) return;
    this.#hearsRollOuts = (await broker.overhear(ROLL_OUT_TOPICS, this.#overhear)) > 0;
  }

  readonly #overhear: Overhear = (topic, payload, isRetained) => {
    this.#rollOuts.hear(topic, payload, this.#deps.clock.now());
    // What is retained was published at any time before: it is no news of a device.
    const told = isRetained ? null : readSign(topic, payload, this.#src);
    if (told !== null) this.#deps.heard(told.id, told.sign);
  };

  #lost(broker: Broker, detail: string): void {
    if (this.#broker !== broker) return;
    this.#broker = null;
    this.#silence();
    const { clock, signal } = this.#deps;
    if (signal.aborted) return;
    this.#tell({
      phase: 'lost',
      failure: toFailure(new OtaError('link/lost', { kind: 'mqtt', detail })),
    });
    void clock.sleep(PAUSES_MS[0] ?? 0, signal).then(
      () => this.stay(),
      () => undefined, // nobody looks any more
    );
  }

  #answered(payload: Uint8Array): void {
    const parsed = parseFrame(textOfBytes(payload));
    if (!parsed.ok || parsed.frame.kind !== 'response') return;
    const { src, id } = parsed.frame;
    // Only what comes from the device that was asked, for the question it was asked.
    if (typeof id === 'number' && this.#waiting.get(id)?.id === src) this.#settle(id, parsed.frame);
  }

  #tell(change: Partial<FleetBrokerState>): void {
    this.#state = { ...this.#state, ...change };
    this.#deps.changed();
  }
}

/** Trying again by itself changes nothing here. */
const WAITS_FOR_PERSON = ['link/broker-denied', 'link/mixed-content'] as const;
