/** A coordinator: does what a roll-out asks for, and tells it what came of it. Time and updates come in. */
import type { Clock } from '../contracts/clock.ts';
import { OtaError, toFailure } from '../contracts/failure.ts';
import type { Phase, UpdateEvent } from '../update/events.ts';
import type { DeviceRecord, JobEnd, SoakFailure } from './device-record.ts';
import type { FleetDevice } from './plan.ts';
import type { RollOut, RollOutState, RollOutStep } from './roll-out.ts';

export interface FleetHost {
  readonly clock: Clock;
  /** Milliseconds of the wall clock: the times of records, and quiet hours. */
  readonly wallClock: () => number;
  /** Left out, it takes as many devices at once as the plan lets. */
  readonly places?: HostPlaces;
  /** One try to update a device. */
  readonly update: (device: FleetDevice, job: UpdateJob) => Promise<JobEnd>;
  /** Watches one to its end that another coordinator began, or finds that nothing of that is left; left out: there is no other one. */
  readonly adopt?: (device: FleetDevice, job: UpdateJob) => Promise<JobEnd>;
  /** null = the device runs the new firmware still. */
  readonly stillRuns: (
    device: FleetDevice,
    options: { readonly signal: AbortSignal },
  ) => Promise<SoakFailure | null>;
}

export interface HostPlaces {
  /** How many devices may be under way now. */
  readonly total: () => number;
  /** Is given what to call when that has changed. */
  readonly onChange: (changed: () => void) => void;
}

export interface UpdateJob {
  /** Since when the device's record says that it is under way: one try of it. */
  readonly sinceMs: number;
  /** Aborted, a device that has not restarted is left as it is; one that has is watched no further. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: UpdateEvent) => void;
  /** Where the plan has the device wait: settles when its wave was released, or it is to go back. Rejects with `cancelled`. */
  readonly released: (options: { readonly signal: AbortSignal }) => Promise<Release>;
}

/** `go-back`: only of a device on trial. */
export type Release = 'go-on' | 'go-back';

export type RollOutEvent =
  | { readonly type: 'step'; readonly step: RollOutStep }
  | { readonly type: 'record'; readonly device: FleetDevice; readonly record: DeviceRecord }
  | { readonly type: 'update'; readonly device: FleetDevice; readonly event: UpdateEvent }
  /** It waits for people, or does not any more. */
  | { readonly type: 'gate'; readonly device: FleetDevice; readonly waits: boolean }
  /** Nobody let the devices go on in time: nothing is begun before people say so. */
  | { readonly type: 'lapsed' };

export interface RollOutWishes {
  /** Aborted, everything is left as it is, also what is on trial. */
  readonly signal: AbortSignal;
  /** Is given what to call when the roll-out's control was changed. */
  readonly onChange?: (changed: () => void) => void;
  /** false: nothing is begun now, and what is under way goes on; a change is told as one of the control is. Always true when left out. */
  readonly mayBegin?: () => boolean;
}

/**
 * A device that has all of a firmware and is not told to install it gives up when the time is over that it was given
 * (`RESTART_WAIT_MS`, ota-service.md#begin); it is called off before that.
 */
export const RESTART_WAIT_MS = 3_600_000;
const LONGEST_HOLD_MS = RESTART_WAIT_MS - 900_000;

/** Devices that are asked at the same time whether they still run the new firmware. */
const MOST_QUESTIONS = 20;

/** Ends when no device is under way and none will be; the last step says why. Never throws. */
export async function* runRollOut(
  rollOut: RollOut,
  host: FleetHost,
  wishes: RollOutWishes,
): AsyncGenerator<RollOutEvent, RollOutStep, void> {
  const coordinator = new Coordinator(rollOut, host, wishes);
  const wake = (): void => coordinator.wake();
  wishes.onChange?.(wake);
  host.places?.onChange(wake);
  wishes.signal.addEventListener('abort', wake);
  let last: RollOutState | null = null;
  try {
    for (;;) {
      yield* coordinator.news();
      const step = coordinator.step();
      if (step.state !== last || step.start.length > 0) yield { type: 'step', step };
      last = step.state;
      yield* coordinator.news();
      if (coordinator.isOver(step)) return step;
      await coordinator.wait(step.wakeAtMs);
    }
  } finally {
    wishes.signal.removeEventListener('abort', wake);
  }
}

interface Job {
  readonly abort: AbortController;
  readonly wave: number;
  /** The device has all of the firmware: it restarts, whoever watches. */
  restarts: boolean;
  /** For people to let it go on. */
  waits: boolean;
}

class Coordinator {
  readonly #rollOut: RollOut;
  readonly #host: FleetHost;
  readonly #signal: AbortSignal;
  readonly #mayBegin: () => boolean;
  readonly #jobs = new Map<string, Job>();
  readonly #questions = new Set<string>();
  /** Of the devices that wait for people: looks whether they still do. */
  readonly #held = new Set<() => void>();
  readonly #news: RollOutEvent[] = [];
  #woken = false;
  #onWake: () => void = () => undefined;

  constructor(rollOut: RollOut, host: FleetHost, { signal, mayBegin = () => true }: RollOutWishes) {
    this.#rollOut = rollOut;
    this.#host = host;
    this.#signal = signal;
    this.#mayBegin = mayBegin;
  }

  /** Something happened: `wait` ends. */
  wake(): void {
    this.#woken = true;
    this.#onWake();
    for (const look of [...this.#held]) look();
  }

  /** What has happened since the last time. */
  *news(): Generator<RollOutEvent> {
    yield* this.#news.splice(0);
  }

  /** Decides, and begins what was decided. */
  step(): RollOutStep {
    this.#woken = false;
    if (this.#signal.aborted) this.#leave();
    const next = this.#rollOut.next(this.#host.wallClock());
    const places = this.#host.places?.total() ?? Infinity;
    const start = next.start.slice(0, Math.max(0, places - this.#jobs.size));
    const step = this.#mayBegin() ? { ...next, start } : { ...next, start: [], ask: [] };
    if (step.state === 'halted')
      for (const job of this.#jobs.values()) if (!job.restarts) job.abort.abort(calledOff());
    if (step.state === 'stopped')
      for (const job of this.#jobs.values())
        if (!job.restarts && job.waits) job.abort.abort(calledOff());
    const { adopt } = this.#host;
    if (adopt !== undefined && this.#mayBegin() && !this.#signal.aborted)
      for (const device of this.#rollOut.underWay)
        if (!this.#jobs.has(device.id)) void this.#adopt(device, adopt);
    for (const device of step.start) void this.#update(device);
    for (const device of step.ask)
      if (!this.#questions.has(device.id) && this.#questions.size < MOST_QUESTIONS)
        void this.#ask(device);
    return step;
  }

  isOver(step: RollOutStep): boolean {
    const isIdle = this.#jobs.size === 0 && this.#questions.size === 0;
    return isIdle && !this.#woken && this.#rollOut.isEnd(step);
  }

  /** Until something happens, or this time of the wall clock. */
  async wait(untilMs: number | null): Promise<void> {
    if (this.#woken) return;
    const over = new AbortController();
    const woken = new Promise<void>((resolve) => (this.#onWake = resolve));
    if (untilMs === null) await woken;
    else {
      const ms = Math.max(0, untilMs - this.#host.wallClock());
      const timer = this.#host.clock.sleep(ms, over.signal).catch(() => undefined); // woken before
      await Promise.race([woken, timer]);
    }
    over.abort(calledOff());
  }

  #leave(): void {
    this.#rollOut.control = { ...this.#rollOut.control, stopped: true };
    for (const job of this.#jobs.values()) job.abort.abort(calledOff());
  }

  #update(device: FleetDevice): Promise<void> {
    this.#record(device, this.#rollOut.begin(device.id, this.#host.wallClock()));
    return this.#work(device, this.#host.update, { restarts: false });
  }

  /** Nothing is written to it, so there is nothing to be called off. */
  #adopt(device: FleetDevice, adopt: FleetHost['update']): Promise<void> {
    return this.#work(device, adopt, { restarts: true });
  }

  async #work(
    device: FleetDevice,
    work: FleetHost['update'],
    { restarts }: Pick<Job, 'restarts'>,
  ): Promise<void> {
    const { id } = device;
    const record = this.#rollOut.records.get(id);
    const { wave, sinceMs } =
      record?.state === 'under-way' ? record : { wave: 0, sinceMs: this.#host.wallClock() };
    const job: Job = { abort: new AbortController(), wave, restarts, waits: false };
    this.#jobs.set(id, job);
    const given: UpdateJob = {
      sinceMs,
      signal: job.abort.signal,
      released: ({ signal }) => this.#hold(device, job, signal),
      onEvent: (event) => {
        if (event.type === 'phase') job.restarts ||= isInstalling(event.phase);
        this.#tell({ type: 'update', device, event });
      },
    };
    const end = await work(device, given).catch((reason: unknown) => failedBy(reason));
    this.#jobs.delete(id);
    this.#record(device, this.#rollOut.settle(id, end, this.#host.wallClock()));
  }

  /** Until its wave is released, the roll-out is stopped, or nobody came. */
  async #hold(device: FleetDevice, job: Job, signal: AbortSignal): Promise<Release> {
    let settle: (release: Release) => void = () => undefined;
    const released = new Promise<Release>((resolve) => (settle = resolve));
    const look = (): void => {
      const { stopped, goBack, releasedWaves } = this.#rollOut.control;
      if (stopped && goBack && job.restarts) settle('go-back');
      else if (job.wave < releasedWaves) settle('go-on');
    };
    const over = new AbortController();
    const end = (): void => over.abort(calledOff());
    signal.addEventListener('abort', end);
    job.waits = true;
    this.#held.add(look);
    this.#tell({ type: 'gate', device, waits: true }); // wakes, and so looks
    try {
      return await Promise.race([released, this.#lapse(over.signal)]);
    } finally {
      signal.removeEventListener('abort', end);
      end();
      job.waits = false;
      this.#held.delete(look);
      this.#tell({ type: 'gate', device, waits: false });
    }
  }

  /** One that is on trial goes back by itself before. */
  async #lapse(signal: AbortSignal): Promise<never> {
    await this.#host.clock.sleep(LONGEST_HOLD_MS, signal);
    signal.throwIfAborted();
    this.#rollOut.control = { ...this.#rollOut.control, paused: true };
    this.#tell({ type: 'lapsed' });
    throw calledOff();
  }

  async #ask(device: FleetDevice): Promise<void> {
    this.#questions.add(device.id);
    const failed = await this.#host
      .stillRuns(device, { signal: this.#signal })
      .catch((reason: unknown) => failedBy(reason));
    this.#questions.delete(device.id);
    if (this.#signal.aborted) this.wake();
    else this.#record(device, this.#rollOut.soaked(device.id, failed, this.#host.wallClock()));
  }

  #record(device: FleetDevice, record: DeviceRecord): void {
    this.#tell({ type: 'record', device, record });
  }

  #tell(event: RollOutEvent): void {
    this.#news.push(event);
    this.wake();
  }
}

const INSTALLING: ReadonlySet<Phase> = new Set([
  'finalizing',
  'rebooting',
  'verifying',
  'committing',
]);

/** The device has all of the firmware: it restarts, whoever watches, and is not called off any more. */
export const isInstalling = (phase: Phase): boolean => INSTALLING.has(phase);

const calledOff = (): OtaError => new OtaError('cancelled', { by: 'user' });

const failedBy = (reason: unknown): Extract<JobEnd, { kind: 'failed' }> => ({
  kind: 'failed',
  failure: toFailure(OtaError.from(reason)),
  mayAgain: false,
});
