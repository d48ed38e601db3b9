import type { Failure } from '../../contracts/failure.ts';
import type { DeviceRecord } from '../../fleet/device-record.ts';
import type { RollOut, RollOutState, RollOutStep } from '../../fleet/roll-out.ts';
import type { RollOutEvent } from '../../fleet/run-roll-out.ts';
import type { SharedEvent } from '../../fleet/shared/share-roll-out.ts';
import type { FileRequest } from '../delivery/file-server.ts';
import { escapedJson, terminalText } from '../../messages/outside-text.ts';
import {
  brokerLine,
  coordinatorLine,
  deviceNewsLine,
  fleetResultLine,
  haltedLine,
  planLines,
  runnersLine,
  stateLine,
  waveLine,
} from '../../messages/push-fleet-words.ts';
import type { DeviceNews, FleetCount } from '../../messages/push-fleet-words.ts';

type FleetResult = 'completed' | 'halted' | 'stopped';

/** The last JSON line of `push --fleet`: scripts rely on its members. */
export interface FleetOutcome extends Readonly<Record<FleetCount, number>> {
  readonly result: FleetResult;
  readonly seconds: number;
  readonly devices: Readonly<Record<string, DeviceOutcome>>;
}

interface DeviceOutcome {
  readonly result: FleetCount;
  /** In which it was started, from 1; null = it was not. */
  readonly wave: number | null;
  readonly tries: number;
  readonly failure: Pick<Failure, 'code' | 'facts'> | null;
}

export type SharedNews = Exclude<SharedEvent, RollOutEvent | { readonly type: 'plan' }>;

/** Where the command tells what happens. */
export interface FleetReport {
  begin(rollOut: RollOut): void;
  event(event: RollOutEvent): void;
  /** Of a roll-out that a broker keeps: who coordinates it, and the way to the broker. */
  shared(news: SharedNews): void;
  /** Who updates its devices, where runners do. */
  runners(now: { readonly runners: number; readonly places: number }): void;
  /** A runner has asked for a package. */
  fetched(request: FileRequest): void;
  /** People want it to stop. */
  stopping(): void;
  end(outcome: FleetOutcome): void;
}

const RESULTS = {
  waiting: 'waiting',
  'under-way': 'waiting',
  committed: 'committed',
  'went-back': 'reverted',
  failed: 'failed',
  skipped: 'skipped',
  offline: 'offline',
} as const satisfies Record<DeviceRecord['state'], FleetCount>;

const resultOf = (state: RollOutState): FleetResult =>
  state === 'completed' || state === 'halted' ? state : 'stopped';

/** `rollOut` null: nothing is known of it. */
export function fleetOutcome(
  rollOut: RollOut | null,
  { state }: RollOutStep,
  seconds: number,
): FleetOutcome {
  const counts = { committed: 0, reverted: 0, failed: 0, skipped: 0, offline: 0, waiting: 0 };
  const devices: Record<string, DeviceOutcome> = {};
  for (const [id, record] of rollOut?.records ?? []) {
    const result = RESULTS[record.state];
    counts[result] += 1;
    const failure = 'failure' in record ? record.failure : null;
    const wave = 'wave' in record ? record.wave : null;
    devices[id] = {
      result,
      wave: wave === null ? null : wave + 1,
      tries: 'tries' in record ? record.tries : 0,
      failure: failure === null ? null : { code: failure.code, facts: failure.facts },
    };
  }
  return {
    result: resultOf(state),
    ...counts,
    seconds: Math.round(seconds * 1000) / 1000,
    devices,
  };
}

/** 0: completed, every device is there · 3: some are not, or people stopped it · 4: halted by the plan. */
export function fleetExitStatus({ result, reverted, failed, offline }: FleetOutcome): number {
  switch (result) {
    case 'completed':
      return reverted + failed + offline === 0 ? 0 : 3;
    case 'halted':
      return 4;
    case 'stopped':
      return 3;
  }
}

/** Of an update only its phases, and each tenth of what is written: a fleet has many. */
class Tenths {
  readonly #tenths = new Map<string, number>();

  /** null = nothing new. */
  of(device: string, acknowledgedBytes: number, totalBytes: number): number | null {
    const tenth = Math.floor((acknowledgedBytes * 10) / totalBytes);
    if (tenth <= (this.#tenths.get(device) ?? 0)) return null;
    this.#tenths.set(device, tenth);
    return tenth * 10;
  }

  forget(device: string): void {
    this.#tenths.delete(device);
  }
}

/** One JSON line per event; the outcome is the last one. */
export function createFleetJson(write: (text: string) => void): FleetReport {
  const line = (value: object): void => write(`${escapedJson(value)}\n`);
  const tenths = new Tenths();
  return {
    begin: ({ plan, waves, failureLimit }) =>
      line({
        event: 'plan',
        devices: plan.devices.length,
        waves: waves.map(({ planned }) => planned),
        failureLimit,
        soakMs: plan.soakMs,
      }),
    event(event) {
      switch (event.type) {
        case 'step': {
          const { state, wave, start } = event.step;
          line({ event: 'step', state, wave: wave + 1, start: start.map(({ id }) => id) });
          return;
        }
        case 'record':
          tenths.forget(event.device.id);
          line({ event: 'device', id: event.device.id, ...told(event.record) });
          return;
        case 'update': {
          const { id } = event.device;
          if (event.event.type === 'phase') line({ event: 'phase', id, phase: event.event.phase });
          if (event.event.type !== 'progress') return;
          const percent = tenths.of(id, event.event.acknowledgedBytes, event.event.totalBytes);
          if (percent !== null) line({ event: 'progress', id, percent });
          return;
        }
        case 'gate': // a plan of a file has none
        case 'lapsed':
          return;
      }
    },
    shared(news) {
      switch (news.type) {
        case 'coordinator': {
          const { name, epoch, isOwn } = news;
          line({ event: 'coordinator', name, epoch, own: isOwn });
          return;
        }
        case 'gone':
          line({ event: 'coordinator-gone', name: news.name });
          return;
        case 'connection': {
          const { failure } = news;
          const lost = failure === null ? null : { code: failure.code, facts: failure.facts };
          line({ event: 'broker', failure: lost });
        }
      }
    },
    runners: (now) => line({ event: 'runners', ...now }),
    fetched: ({ from, status }) => line({ event: 'package', from, status }),
    stopping: () => line({ event: 'stopping' }),
    end: (outcome) => line(outcome),
  };
}

/** Without the trace of a failure, which is for us. */
function told(record: DeviceRecord): object {
  if (!('failure' in record) || record.failure === null) return record;
  const { code, facts } = record.failure;
  return { ...record, failure: { code, facts } };
}

/** Calm lines for people. */
export function createFleetText(write: (text: string) => void): FleetReport {
  const line = (text: string): void => write(`${terminalText(text)}\n`);
  let rollOut: RollOut | null = null;
  let wave = -1;
  let isLost = false;
  return {
    begin(begun) {
      rollOut = begun;
      const { plan, waves, failureLimit: limit } = begun;
      const { soakMs } = plan;
      const planned = waves.map((counts) => counts.planned);
      const facts = { devices: plan.devices.length, waves: planned, limit, soakMs };
      for (const text of planLines(facts)) line(text);
    },
    event(event) {
      if (event.type === 'step') {
        const { step } = event;
        if (step.start.length > 0 && step.wave > wave) {
          wave = step.wave;
          line(waveLine(wave, rollOut?.waves.length ?? 0));
        }
        if (step.state === 'soaking' || step.state === 'quiet') line(stateLine(step.state));
        if (step.state === 'halted')
          line(haltedLine(rollOut?.haltReason ?? 'failures', rollOut?.failures ?? 0));
      } else if (event.type === 'record')
        line(deviceNewsLine(event.device.id, newsOf(event.record, rollOut?.plan.soakMs ?? 0)));
      else if (event.type === 'update' && event.event.type === 'trial')
        line(deviceNewsLine(event.device.id, { kind: 'on-trial' }));
    },
    shared: (news) => {
      if (news.type !== 'connection') {
        line(
          coordinatorLine(news.type === 'gone' ? 'gone' : news.isOwn ? 'own' : 'other', news.name),
        );
        return;
      }
      if (news.failure !== null) line(brokerLine(news.failure));
      else if (isLost) line(brokerLine(null));
      isLost = news.failure !== null;
    },
    runners: ({ runners, places }) => line(runnersLine(runners, places)),
    fetched: () => undefined,
    stopping: () => line(stateLine('stopping')),
    end: (outcome) => line(fleetResultLine(outcome.result, outcome)),
  };
}

function newsOf(record: DeviceRecord, soakMs: number): DeviceNews {
  switch (record.state) {
    case 'under-way':
      return { kind: 'under-way', wave: record.wave };
    case 'committed':
      return { kind: record.soaked && soakMs > 0 ? 'soaked' : 'committed' };
    case 'waiting':
      return record.failure === null
        ? { kind: 'called-off' }
        : { kind: 'again', failure: record.failure };
    case 'went-back':
    case 'failed':
    case 'skipped':
    case 'offline':
      return { kind: record.state, failure: record.failure };
  }
}
