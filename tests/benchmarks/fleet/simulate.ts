/** A roll-out in virtual time: the product's own decisions, over devices and a broker that are only modelled. */
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { Failure } from '../../../src/contracts/failure.ts';
import type { JobEnd } from '../../../src/fleet/device-record.ts';
import { DEFAULT_WAVES } from '../../../src/fleet/plan.ts';
import { RollOut } from '../../../src/fleet/roll-out.ts';
import type { RollOutState } from '../../../src/fleet/roll-out.ts';
import { createNoise } from '../../../src/ota-core/flash/fault-plan.ts';
import { Heap } from './heap.ts';

export interface FleetModel {
  readonly devices: number;
  /** Devices under way at the same time: those of one coordinator or runner, times their number. */
  readonly atOnce: number;
  /** PUBLISH packets that the broker takes in or hands out in a second. */
  readonly brokerMessagesPerSecond: number;
  readonly bundleBytes: number;
  /** Raw bytes of one OTA.Write (wire limits of MQTT with a stock device). */
  readonly writeBytes: number;
  /** From a write to its answer, without the broker's own time. */
  readonly roundTripMs: number;
  /** What a device spends on one write. */
  readonly deviceMs: number;
  /** Restart until the first answer of the new firmware: from, to. */
  readonly restartMs: readonly [number, number];
  readonly soakMs: number;
  /** Shares of devices that cannot be reached, and that go back whatever the firmware. */
  readonly offlineShare: number;
  readonly faultyShare: number;
  /** Failures at which it halts, of all devices. */
  readonly stopAtPercent: number;
  /** The firmware is one with which no device stays. */
  readonly badBuild: boolean;
  readonly seed: number;
}

export interface Simulated {
  readonly state: RollOutState;
  readonly seconds: number;
  readonly peakMessagesPerSecond: number;
  readonly committed: number;
  readonly offline: number;
  /** Devices that started the new firmware and did not stay with it. */
  readonly wentBack: number;
}

/** In and out of the broker for each write: the request and the answer. */
const MESSAGES_A_WRITE = 4;
/** Before and after the writes: info, status, list, begin, end, info, status, commit (transcripts/mqtt-ota). */
const CALLS_BESIDE = 10;
/** A device that cannot be reached is given up after the first question's time. */
const OFFLINE_MS = 10_000;
/** A device whose new firmware does not stay takes its way back when it is on trial no longer. */
const GOES_BACK_MS = 60_000;

export function simulate(model: FleetModel): Simulated {
  const noise = createNoise(model.seed);
  const random = (): number => noise() / 2 ** 32;
  const rollOut = new RollOut({
    devices: Array.from({ length: model.devices }, (_, at) => ({
      id: `d${at}`,
      url: '',
      group: null,
    })),
    waves: DEFAULT_WAVES,
    stopAt: { kind: 'percent', percent: model.stopAtPercent },
    soakMs: model.soakMs,
    retries: 1,
    atOnce: model.atOnce,
    offlineMs: 0,
    quietHours: null,
    waitBefore: 'nothing',
  });
  const shared = new SharedBroker(model);
  const later = new Heap<{ readonly id: string; readonly end: JobEnd }>();
  let nowMs = 0;
  let exposed = 0;
  const writesDone = (id: string): void => {
    const [from, to] = model.restartMs;
    const goesBack = model.badBuild || random() < model.faultyShare;
    if (goesBack) exposed += 1;
    const end: JobEnd = goesBack ? { kind: 'went-back', failure: BACK } : { kind: 'committed' };
    later.push(nowMs + from + random() * (to - from) + (goesBack ? GOES_BACK_MS : 0), { id, end });
  };
  for (;;) {
    const step = rollOut.next(nowMs);
    for (const { id } of step.start) {
      rollOut.begin(id, nowMs);
      if (random() < model.offlineShare)
        later.push(nowMs + OFFLINE_MS, { id, end: { kind: 'offline', failure: LOST } });
      else shared.add(id, nowMs);
    }
    for (const { id } of step.ask) rollOut.soaked(id, null, nowMs);
    if (step.ask.length > 0) continue;
    if (rollOut.isEnd(step)) return ending(step.state);
    const nextMs = Math.min(
      shared.nextEndMs,
      later.firstKey ?? Infinity,
      step.wakeAtMs ?? Infinity,
    );
    if (nextMs === Infinity) throw new Error(`nothing happens any more: ${step.state}`);
    nowMs = Math.max(nowMs, nextMs);
    for (const id of shared.endedBy(nowMs)) writesDone(id);
    while ((later.firstKey ?? Infinity) <= nowMs) {
      const ended = later.pop();
      if (ended !== null) rollOut.settle(ended.id, ended.end, nowMs);
    }
  }

  function ending(state: RollOutState): Simulated {
    let committed = 0;
    let offline = 0;
    for (const record of rollOut.records.values()) {
      if (record.state === 'committed') committed += 1;
      if (record.state === 'offline') offline += 1;
    }
    const { peak: peakMessagesPerSecond } = shared;
    const seconds = nowMs / 1000;
    return { state, seconds, peakMessagesPerSecond, committed, offline, wentBack: exposed };
  }
}

/**
 * All that write share the broker: each goes as fast as its round trip lets it, or, where that is more than the broker takes, at an
 * equal share. Kept as one sum of messages that each writer has had since the begin, so that an end costs one look at a heap.
 */
class SharedBroker {
  readonly #model: FleetModel;
  readonly #ends = new Heap<string>();
  readonly #messages: number;
  /** Messages in a millisecond of one writer who is alone. */
  readonly #alone: number;
  #had = 0;
  #atMs = 0;
  peak = 0;

  constructor(model: FleetModel) {
    this.#model = model;
    const writes = Math.ceil(model.bundleBytes / model.writeBytes) + CALLS_BESIDE;
    this.#messages = writes * MESSAGES_A_WRITE;
    this.#alone = MESSAGES_A_WRITE / (model.roundTripMs + model.deviceMs);
  }

  get #rate(): number {
    const share = this.#model.brokerMessagesPerSecond / 1000 / this.#ends.size;
    return Math.min(this.#alone, share);
  }

  get nextEndMs(): number {
    const first = this.#ends.firstKey;
    return first === null ? Infinity : this.#atMs + (first - this.#had) / this.#rate;
  }

  add(id: string, nowMs: number): void {
    this.#moveTo(nowMs);
    this.#ends.push(this.#had + this.#messages, id);
    this.peak = Math.max(this.peak, this.#rate * this.#ends.size * 1000);
  }

  /** Who has written all by this time. */
  endedBy(nowMs: number): readonly string[] {
    this.#moveTo(nowMs);
    const ended: string[] = [];
    while ((this.#ends.firstKey ?? Infinity) <= this.#had + 1e-6) {
      const id = this.#ends.pop();
      if (id !== null) ended.push(id);
    }
    return ended;
  }

  #moveTo(nowMs: number): void {
    if (this.#ends.size > 0) this.#had += (nowMs - this.#atMs) * this.#rate;
    this.#atMs = nowMs;
  }
}

const failureOf = (error: OtaError): Failure => ({ ...toFailure(error), trace: '' });
const LOST = failureOf(
  OtaError.from(new OtaError('link/lost', { kind: 'mqtt', detail: 'modelled' })),
);
const BACK = failureOf(
  OtaError.from(new OtaError('update/rolled-back', { from: '1', to: '2', why: 'not-seen' })),
);
