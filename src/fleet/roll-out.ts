/**
 * The decisions of a roll-out: pure, synchronous, by the records of its devices alone. A coordinator tells what
 * happened, asks `next` what to do, and does it. Whoever has plan, control and records decides the same.
 *
 *   waiting ─ under way ─ committed ─ (soak) ─ soaked          a wave takes the next devices of the queue until it is
 *      ▲          ├─ went back, failed                          full; the next one begins when all of it are settled
 *      └─ retry ──┴─ offline ─ asked again after all others     and soaked. Skipped and offline ones take no place in it
 */
import { recordAfter } from './device-record.ts';
import type { Absence, DeviceRecord, JobEnd, SoakFailure } from './device-record.ts';
import { countOf, waveCounts } from './plan.ts';
import type { FleetDevice, RollOutPlan } from './plan.ts';
import { clearOf } from './quiet-hours.ts';
import { WaveTallies } from './wave-tallies.ts';

/**
 * What people wish of a roll-out that runs. `moreFailures`: allowed beyond the plan's limit. `passedWaves`: waves, from the first on,
 * after which it goes on though no device of them was committed. `releasedWaves`: likewise, whose devices go on from where the plan
 * has them wait. `goBack`: once stopped, those that wait on trial go back.
 */
export interface RollOutControl {
  readonly paused: boolean;
  readonly stopped: boolean;
  readonly moreFailures: number;
  readonly passedWaves: number;
  readonly releasedWaves: number;
  readonly goBack: boolean;
}

export const NO_WISHES: RollOutControl = {
  paused: false,
  stopped: false,
  moreFailures: 0,
  passedWaves: 0,
  releasedWaves: 0,
  goBack: false,
};

/** `no-commit`: every device of a wave that was updated failed or went back. */
export type HaltReason = 'failures' | 'no-commit';

/**
 * `halted`: too many failures, or a wave of nothing else; none is started, and one whose device has not restarted yet is called off.
 * `quiet`: devices wait for the end of the quiet hours. `soaking`: the wave is committed, and has to run.
 */
export type RollOutState =
  'running' | 'soaking' | 'quiet' | 'paused' | 'halted' | 'stopped' | 'completed';

export interface RollOutStep {
  readonly state: RollOutState;
  /** From 0. */
  readonly wave: number;
  /** To be started now, by `begin`. */
  readonly start: readonly FleetDevice[];
  /** To be asked now whether they still run the new firmware, by `soaked`. */
  readonly ask: readonly FleetDevice[];
  /** Something may be to do by itself from this time on; null = only after something happened. */
  readonly wakeAtMs: number | null;
}

/** In its turn, and once more after all others. */
const LEAST_LOOKS = 2;
/** In one step; more are asked when these have answered. */
const MOST_ASKED = 100;
/** What an update is taken to need before one was seen; for quiet hours. */
const EXPECTED_MS = 300_000;

export class RollOut {
  readonly plan: RollOutPlan;
  /** Set anew when people wish otherwise. */
  control: RollOutControl;
  readonly #tallies: WaveTallies;
  readonly #records = new Map<string, DeviceRecord>();
  readonly #devices = new Map<string, FleetDevice>();
  /** Ids that wait for their first turn, in the order of the plan; those before `#turn` are through. */
  readonly #queue: string[] = [];
  #turn = 0;
  /** Ids that are to be tried again. */
  readonly #again = new Set<string>();
  readonly #offline = new Set<string>();
  readonly #underWay = new Set<string>();
  /** Of those that are offline, and those of them that are looked for now. */
  readonly #absences = new Map<string, Absence>();
  #longestMs = 0;

  /** `records`: of a roll-out that another coordinator began; devices without one wait. */
  constructor(
    plan: RollOutPlan,
    {
      records = new Map<string, DeviceRecord>(),
      control = NO_WISHES,
    }: {
      readonly records?: ReadonlyMap<string, DeviceRecord>;
      readonly control?: RollOutControl;
    } = {},
  ) {
    this.plan = plan;
    this.control = control;
    this.#tallies = new WaveTallies(waveCounts(plan));
    for (const device of plan.devices) {
      this.#devices.set(device.id, device);
      this.#set(device.id, records.get(device.id) ?? FRESH);
    }
    this.#tallies.sortUnsoaked();
  }

  get records(): ReadonlyMap<string, DeviceRecord> {
    return this.#records;
  }

  /** The one that takes devices, from 0. */
  get wave(): number {
    return this.#tallies.wave;
  }

  /** Those of another coordinator's included, from whom this one took over. */
  get underWay(): readonly FleetDevice[] {
    return [...this.#underWay].map((id) => this.#deviceOf(id));
  }

  /** Another coordinator's record, which came late: only where there is none yet. */
  absorb(id: string, record: DeviceRecord): boolean {
    if (this.#records.get(id) !== FRESH) return false;
    this.#set(id, record);
    return true;
  }

  get failures(): number {
    return this.#tallies.failures;
  }

  /** At so many it halts. */
  get failureLimit(): number {
    const { plan } = this;
    return countOf(plan.stopAt, plan.devices.length) + this.control.moreFailures;
  }

  /** null = it is not halted. A last wave that nobody kept holds up nothing: there is no other one. */
  get haltReason(): HaltReason | null {
    if (this.failures >= this.failureLimit) return 'failures';
    const { wave } = this.#tallies;
    const counts = this.#tallies.waves[wave];
    const isBad =
      counts !== undefined && counts.committed === 0 && counts.wentBack + counts.failed > 0;
    const isPassed = wave < this.control.passedWaves;
    return isBad && !isPassed && this.#isWaveOver() && !this.#isOver() ? 'no-commit' : null;
  }

  /** Devices in each wave as planned, with what became of those that were started. */
  get waves() {
    return this.#tallies.waves;
  }

  /** The device is being updated from now on. */
  begin(id: string, nowMs: number): DeviceRecord {
    const record = this.#recordOf(id);
    const isWaiting = record.state === 'waiting' || record.state === 'offline';
    if (!isWaiting) throw new RangeError(`${id} is ${record.state}`);
    const wave = (record.state === 'waiting' ? record.wave : null) ?? this.#tallies.wave;
    return this.#set(id, { state: 'under-way', wave, tries: record.tries + 1, sinceMs: nowMs });
  }

  /** One try is over. */
  settle(id: string, end: JobEnd, nowMs: number): DeviceRecord {
    const record = this.#recordOf(id);
    if (record.state !== 'under-way') throw new RangeError(`${id} is ${record.state}`);
    if (end.kind === 'committed')
      this.#longestMs = Math.max(this.#longestMs, nowMs - record.sinceMs);
    const { plan } = this;
    const absence = this.#absences.get(id) ?? null;
    return this.#set(id, recordAfter(record, end, { nowMs, plan, absence }));
  }

  /** A committed device was asked again: null = it runs the new firmware. */
  soaked(id: string, end: SoakFailure | null, nowMs: number): DeviceRecord {
    const record = this.#recordOf(id);
    if (record.state !== 'committed') throw new RangeError(`${id} is ${record.state}`);
    const { wave, tries } = record;
    if (end === null) return this.#set(id, { ...record, soaked: true });
    return this.#set(id, { state: end.kind, wave, tries, atMs: nowMs, failure: end.failure });
  }

  /** What is to be done at this time. Changes nothing but that a new wave may have begun. */
  next(nowMs: number): RollOutStep {
    const ask = this.#toAsk(nowMs);
    const idle = (state: RollOutState, wakeAtMs: number | null = null): RollOutStep => ({
      state,
      wave: this.#tallies.wave,
      start: [],
      ask,
      wakeAtMs: earliest(wakeAtMs, this.#nextSoak(nowMs)),
    });
    if (this.control.stopped) return idle('stopped');
    if (this.#isOver()) return idle(this.failures >= this.failureLimit ? 'halted' : 'completed');
    if (this.haltReason !== null) return idle('halted');
    if (this.control.paused) return idle('paused');
    while (this.#isWaveOver() && this.#tallies.advance());
    const { ready, wakeAtMs } = this.#ready(nowMs);
    if (ready.length === 0) return idle(this.#isSoaking() ? 'soaking' : 'running', wakeAtMs);
    const clearMs = this.#clearOf(nowMs);
    if (clearMs > nowMs) return idle('quiet', clearMs === Infinity ? null : clearMs);
    return { ...idle('running', wakeAtMs), start: ready };
  }

  /** Nobody is under way and nobody will be, unless people wish otherwise. */
  isEnd({ state }: RollOutStep): boolean {
    if (this.#tallies.underWay > 0) return false;
    return state === 'completed' || state === 'halted' || state === 'stopped';
  }

  #clearOf(nowMs: number): number {
    const { quietHours } = this.plan;
    if (quietHours === null) return nowMs;
    return clearOf(quietHours, nowMs, this.#longestMs === 0 ? EXPECTED_MS : this.#longestMs);
  }

  /** Nothing else is to be waited for. */
  #isSoaking(): boolean {
    return this.#tallies.underWay === 0 && this.#tallies.unsoaked.size > 0 && !this.#hasRetries();
  }

  #recordOf(id: string): DeviceRecord {
    const record = this.#records.get(id);
    if (record === undefined) throw new RangeError(`${id} is not in the plan`);
    return record;
  }

  #set(id: string, record: DeviceRecord): DeviceRecord {
    const before = this.#records.get(id);
    if (before !== undefined) this.#tallies.remove(id, before);
    this.#tallies.add(id, record);
    this.#records.set(id, record);
    this.#again.delete(id);
    this.#offline.delete(id);
    this.#underWay.delete(id);
    if (record.state === 'under-way') this.#underWay.add(id);
    else if (record.state === 'offline') {
      this.#offline.add(id);
      this.#absences.set(id, record);
    } else if (record.state === 'waiting') {
      if (before === undefined && record.tries === 0 && record.wave === null) this.#queue.push(id);
      else this.#again.add(id);
    }
    return record;
  }

  /** Every device of it is settled and has run its time, and no other one is left to take a place that is free. */
  #isWaveOver(): boolean {
    const tallies = this.#tallies;
    if (tallies.underWay > 0 || tallies.unsoaked.size > 0) return false;
    if (this.#hasRetries()) return false;
    return tallies.free === 0 || this.#isOver();
  }

  #isOver(): boolean {
    const tallies = this.#tallies;
    if (tallies.underWay > 0 || tallies.unsoaked.size > 0) return false;
    return this.#again.size === 0 && this.#isDrained() && !this.#hasAwaited();
  }

  /** No device waits for its first turn. */
  #isDrained(): boolean {
    while (this.#turn < this.#queue.length) {
      const record = this.#records.get(this.#queue[this.#turn] ?? '');
      if (record?.state === 'waiting' && record.tries === 0) return false;
      this.#turn += 1;
    }
    return true;
  }

  /** Retries of devices that have a place in the wave. */
  #hasRetries(): boolean {
    for (const id of this.#again) if (placeOf(this.#records.get(id)) !== null) return true;
    return false;
  }

  /** Somebody is offline who is still waited for. */
  #hasAwaited(): boolean {
    for (const id of this.#offline) {
      const record = this.#records.get(id);
      if (record?.state === 'offline' && this.#isAwaited(record)) return true;
    }
    return false;
  }

  #isAwaited({
    looks,
    sinceMs,
    notBeforeMs,
  }: Extract<DeviceRecord, { state: 'offline' }>): boolean {
    return looks < LEAST_LOOKS || notBeforeMs - sinceMs <= this.plan.offlineMs;
  }

  /** Which devices may start, as many as wave and plan let, and when the next one may. */
  #ready(nowMs: number): {
    readonly ready: readonly FleetDevice[];
    readonly wakeAtMs: number | null;
  } {
    const tallies = this.#tallies;
    const room = this.plan.atOnce - tallies.underWay;
    if (room <= 0) return { ready: [], wakeAtMs: null }; // whoever ends is the next news
    let free = tallies.free;
    const ids: string[] = [];
    let wakeAtMs: number | null = null;
    const take = (id: string, notBeforeMs: number, needsPlace: boolean): void => {
      if (needsPlace && free === 0) return;
      if (notBeforeMs > nowMs) {
        wakeAtMs = earliest(wakeAtMs, notBeforeMs);
        return;
      }
      if (ids.length >= room) return;
      if (needsPlace) free -= 1;
      ids.push(id);
    };
    for (const id of this.#again) {
      const record = this.#recordOf(id);
      if (record.state === 'waiting') take(id, record.notBeforeMs, record.wave === null);
    }
    const drained = this.#isDrained();
    for (let at = this.#turn; at < this.#queue.length && free > 0 && ids.length < room; at += 1) {
      const id = this.#queue[at] ?? '';
      const record = this.#records.get(id);
      if (record?.state === 'waiting' && record.tries === 0 && !this.#again.has(id))
        take(id, 0, true);
    }
    if (drained)
      for (const id of this.#offline) {
        const record = this.#recordOf(id);
        if (record.state === 'offline' && this.#isAwaited(record))
          take(id, record.notBeforeMs, true);
      }
    return { ready: ids.map((id) => this.#deviceOf(id)), wakeAtMs };
  }

  #deviceOf(id: string): FleetDevice {
    const device = this.#devices.get(id);
    if (device === undefined) throw new RangeError(`${id} is not in the plan`);
    return device;
  }

  /** The first committed is the first in the map, and the first to be asked. */
  #toAsk(nowMs: number): readonly FleetDevice[] {
    const due: FleetDevice[] = [];
    for (const [id, atMs] of this.#tallies.unsoaked) {
      if (atMs + this.plan.soakMs > nowMs || due.length === MOST_ASKED) break;
      due.push(this.#deviceOf(id));
    }
    return due;
  }

  /** Later than now: those that are due now are asked. */
  #nextSoak(nowMs: number): number | null {
    for (const atMs of this.#tallies.unsoaked.values())
      if (atMs + this.plan.soakMs > nowMs) return atMs + this.plan.soakMs;
    return null;
  }
}

const FRESH: DeviceRecord = {
  state: 'waiting',
  wave: null,
  tries: 0,
  notBeforeMs: 0,
  failure: null,
};

const placeOf = (record: DeviceRecord | undefined): number | null =>
  record?.state === 'waiting' ? record.wave : null;

const earliest = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other);
