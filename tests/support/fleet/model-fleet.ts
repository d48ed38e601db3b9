/** Devices in virtual time, as strict as real ones, and coordinators as processes that may die with all that they do. */
import type { Clock } from '../../../src/contracts/clock.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { JobEnd } from '../../../src/fleet/device-record.ts';
import type { UpdateEvent } from '../../../src/update/events.ts';
import type { FleetHost } from '../../../src/fleet/run-roll-out.ts';

/** `writer`: of whose update; null = nobody's, and it is given up by the device's own watchdog. */
type DeviceState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'receiving'; readonly writer: ModelProcess }
  | { readonly phase: 'restarting' }
  | { readonly phase: 'trial' };

export class ModelDevice {
  readonly id: string;
  /** A bad firmware does not stay: it goes back when its time is over, whoever confirms it. */
  readonly isBad: boolean;
  state: DeviceState = { phase: 'idle' };
  isNew = false;
  /** It has started the new firmware at least once. */
  isExposed = false;
  /** How often an update was begun while another one was under way: the device refused. */
  refusals = 0;

  /** Somebody confirmed it, or it has nothing to be confirmed. */
  get isCommitted(): boolean {
    return this.state.phase === 'idle';
  }

  constructor(id: string, isBad: boolean) {
    this.id = id;
    this.isBad = isBad;
  }
}

/** What dies with a process: its timers never end, and nothing that it awaits goes on. */
export class ModelProcess {
  readonly name: string;
  readonly clock: Clock;
  isDead = false;

  constructor(name: string, clock: Clock) {
    this.name = name;
    this.clock = {
      now: () => clock.now(),
      sleep: async (ms, signal) => {
        await clock.sleep(ms, signal).catch((reason: unknown) => {
          if (!this.isDead) throw reason;
        });
        if (this.isDead) await new Promise<never>(() => undefined);
      },
    };
  }
}

const CALLED_OFF: JobEnd = { kind: 'called-off' };
const BACK = toFailure(
  OtaError.from(new OtaError('update/rolled-back', { from: '1', to: '2', why: 'not-seen' })),
);
const BUSY = toFailure(OtaError.from(new OtaError('device/busy', { state: 1, percent: 5 })));
const SAME = toFailure(
  OtaError.from(new OtaError('device/same-version', { version: '2', buildId: 'b' })),
);
const RESTART_MS = 5_000;
const TRIAL_MS = 30_000;
const STALLED_MS = 30_000;

export function modelHost(
  process: ModelProcess,
  devices: ReadonlyMap<string, ModelDevice>,
  { writesMs, real }: { readonly writesMs: () => number; readonly real: Clock },
): FleetHost {
  const { clock } = process;
  const deviceOf = (id: string): ModelDevice => {
    const device = devices.get(id);
    if (device === undefined) throw new RangeError(id);
    return device;
  };
  /** By the device itself, whoever watches. */
  const restart = async (device: ModelDevice): Promise<void> => {
    const { signal } = new AbortController();
    device.state = { phase: 'restarting' };
    await real.sleep(RESTART_MS, signal);
    device.isExposed = true;
    device.isNew = true;
    device.state = { phase: 'trial' };
    await real.sleep(TRIAL_MS, signal);
    if (device.isCommitted) return;
    device.isNew = false;
    device.state = { phase: 'idle' };
  };
  const watch = async (device: ModelDevice, signal: AbortSignal): Promise<JobEnd> => {
    for (let stalledMs = 0; ;) {
      const { state } = device;
      switch (state.phase) {
        case 'idle':
          return device.isNew ? { kind: 'committed' } : { kind: 'put-back' };
        case 'trial':
          if (!device.isBad) device.state = { phase: 'idle' };
          break;
        case 'receiving':
          stalledMs += state.writer.isDead ? 2_000 : 0;
          if (stalledMs >= STALLED_MS) device.state = { phase: 'idle' };
          break;
        case 'restarting':
          break;
      }
      await clock.sleep(2_000, signal);
    }
  };
  return {
    clock,
    wallClock: () => 1_800_000_000_000 + Math.floor(clock.now()),
    async update({ id }, { signal, onEvent }) {
      const device = deviceOf(id);
      await clock.sleep(100, signal);
      if (device.state.phase !== 'idle') {
        device.refusals += 1;
        return { kind: 'failed', failure: BUSY, mayAgain: true };
      }
      if (device.isNew) return { kind: 'skipped', why: 'already-there', failure: SAME };
      onEvent({ type: 'phase', phase: 'preparing' } as UpdateEvent);
      if (signal.aborted) return CALLED_OFF;
      device.state = { phase: 'receiving', writer: process };
      try {
        await clock.sleep(writesMs(), signal);
      } catch {
        device.state = { phase: 'idle' };
        return CALLED_OFF;
      }
      void restart(device);
      const end = await watch(device, signal).catch(() => CALLED_OFF);
      return end.kind === 'put-back' ? { kind: 'went-back', failure: BACK } : end;
    },
    adopt: ({ id }, { signal }) => watch(deviceOf(id), signal).catch(() => CALLED_OFF),
    stillRuns: () => Promise.resolve(null),
  };
}
