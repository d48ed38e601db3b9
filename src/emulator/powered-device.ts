import type { Clock } from '../contracts/clock.ts';
import { untilAborted } from '../rpc/deadline.ts';
import type { LaterReply, RpcReply } from '../rpc/server.ts';
import type { FirmwareRegistry } from '../ota-core/boot/firmware.ts';
import { createDevice, type DeviceBuild } from '../ota-core/device/create-device.ts';
import type {
  CallOrigin,
  Device,
  DeviceIdentity,
  DevicePorts,
  OwnUpdate,
  OwnUpdates,
  Reply,
} from '../ota-core/device/device.ts';
import { replyToUpdate } from '../ota-core/device/ota-service.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import { FlashFault, PowerCut } from '../ota-core/flash/flash.ts';
import type { Flash } from '../ota-core/flash/flash.ts';
import type { FilesystemPort } from '../ota-core/fs/open-filesystem.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';
import type { P256Port } from '../ota-core/primitives/p256-encoding.ts';
import type { EmulatorEvent } from './event-feed.ts';
import { createEventFeed, type EventFeed } from './event-feed.ts';
import { HostedUpdates, type HostedPull, type HostedUpdate } from './hosted-update.ts';
import { CALL_MS, timeFlash, type TimedFlash, type TimingName } from './timing.ts';

export interface PoweredDeviceOptions {
  readonly profile: DeviceProfile;
  readonly identity: DeviceIdentity;
  /** The chip; its owner keeps it. */
  readonly flash: Flash;
  readonly registry: FirmwareRegistry;
  readonly clock: Clock;
  readonly timing: TimingName;
  readonly filesystems: FilesystemPort;
  readonly digest?: DigestPort;
  /** Fetches what signatures are checked with, before the first update that needs it. Bounded. */
  readonly loadP256?: (signal: AbortSignal) => Promise<P256Port>;
  /** What stock devices do not have. */
  readonly extensions?: boolean;
  readonly namesScheme?: boolean;
  readonly build?: DeviceBuild;
  /** Fetches for the device, in its own time; left out: no server can be reached. Called in the middle of a step. */
  readonly onPull?: (pull: HostedPull) => void;
  readonly onEvent: (event: EmulatorEvent) => void;
  /** The device restarted or lost power: whoever was connected is not any more. */
  readonly onGone: (why: string) => void;
}

export interface DeviceCall extends CallOrigin {
  readonly method: string;
  readonly params: unknown;
}

const NO_REPLY = { kind: 'none' } as const;

/**
 * The core's device with a supply and a clock: one thing at a time, and everything takes its time. It
 * begins without power. Whatever a run still had to do when it ends, by a restart or by the power, is
 * dropped and answers nobody.
 */
export class PoweredDevice {
  readonly #options: PoweredDeviceOptions;
  readonly #device: Device;
  readonly #flash: TimedFlash;
  readonly #busy: BusyTime;
  readonly #alarm: Alarm;
  readonly #feed: EventFeed;
  readonly #updates = new HostedUpdates((step) =>
    this.#enqueue(() => step(this.#options.clock.now()), true),
  );
  /** One run under power, aborted at its end. Null: no power. */
  #run: AbortController | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #p256: P256Port | null = null;

  constructor(options: PoweredDeviceOptions) {
    const { profile, identity, clock, onEvent, digest } = options;
    this.#options = options;
    this.#flash = timeFlash(options.flash, options.timing);
    this.#busy = createBusyTime(clock);
    this.#alarm = createAlarm(clock, () => void this.#enqueue(() => this.#tick()));
    this.#feed = createEventFeed({ onEvent, running: () => this.running() });
    this.#device = createDevice({
      profile,
      identity,
      extensions: options.extensions ?? false,
      namesScheme: options.namesScheme ?? false,
      ...(options.build === undefined ? {} : { build: options.build }),
      ports: {
        flash: this.#flash,
        firmware: options.registry,
        filesystems: options.filesystems,
        digest,
        p256: () => this.#p256,
        log: (line) => onEvent({ event: 'log', line }),
        trace: (event) => this.#feed.trace(event),
        ...this.#fetchPort(options.onPull),
      },
    });
  }

  #fetchPort(onPull: PoweredDeviceOptions['onPull']): Pick<DevicePorts, 'fetch'> {
    if (onPull === undefined) return {};
    return { fetch: (pull) => onPull({ ...pull, update: this.#updates.host(pull.update) }) };
  }

  get hasPower(): boolean {
    return this.#run !== null;
  }

  /** Something runs that answers. */
  get isUp(): boolean {
    return this.running()?.hung === false;
  }

  running(): ReturnType<Device['running']> {
    return this.#run === null ? null : this.#device.running();
  }

  /** Waits its turn, and as long as the device is busy with it. `none` where nobody is left to answer. */
  async call({ method, params, ...origin }: DeviceCall): Promise<RpcReply | LaterReply> {
    const { clock, timing } = this.#options;
    const handle = (): Reply => {
      this.#busy.owe(CALL_MS[timing]);
      return this.#device.handle(method, params, clock.now(), origin);
    };
    const isOfUpdates = method.toLowerCase().startsWith('ota.');
    const dueAt = this.#device.nextDeadline();
    // The alarm may ring a moment late; what was due before the call happens before it.
    if (dueAt !== null && dueAt <= clock.now()) void this.#enqueue(() => this.#tick());
    const reply = (await this.#enqueue(handle, isOfUpdates)) ?? NO_REPLY;
    if (reply.kind !== 'later') return reply;
    const { ended } = this.#updates.host(reply.update);
    const told = ended.then((how) => (how === null ? NO_REPLY : replyToUpdate(how)));
    return { kind: 'later', reply: told };
  }

  /** Begins an update that the device takes by itself; null where none may begin now, or nobody is there. */
  update(
    begin: (updates: OwnUpdates, now: number) => OwnUpdate | null,
  ): Promise<HostedUpdate | null> {
    return this.ask((updates, now) => {
      const begun = begin(updates, now);
      return begun === null ? null : this.#updates.host(begun);
    });
  }

  /** In the device's turn; null while nothing works. */
  ask<T>(question: (updates: OwnUpdates, now: number) => T): Promise<T | null> {
    return this.#enqueue(() => {
      const updates = this.#device.updates();
      return updates === null ? null : question(updates, this.#options.clock.now());
    });
  }

  powerOn(): void {
    if (this.#run !== null) return;
    this.#options.onEvent({ event: 'power', on: true });
    this.#boot('power');
  }

  /** At once, whatever is going on. */
  powerOff(): void {
    if (this.#run === null) return;
    this.#run.abort();
    this.#run = null;
    this.#updates.drop();
    this.#alarm.set(null);
    this.#options.onGone('power');
    this.#options.onEvent({ event: 'power', on: false });
  }

  /** The firmware did what it must not; the chip restarts at once. */
  crash(why: string): void {
    if (this.#run === null) return;
    this.#options.onEvent({ event: 'log', line: `FATAL ${why}` });
    this.#boot('crash');
  }

  /** The running firmware freezes; its watchdog resets it. */
  freeze(): void {
    this.#device.freeze(this.#options.clock.now());
    this.#arm();
  }

  #boot(why: string): void {
    const { clock, onEvent } = this.#options;
    this.#beginRun(why);
    this.#survive(
      () => this.#feed.during(() => this.#device.powerOn(clock.now())),
      (fault) => onEvent({ event: 'bricked', why: fault.message }),
    );
    this.#arm();
  }

  #beginRun(why: string): void {
    this.#run?.abort();
    this.#run = new AbortController();
    this.#updates.drop();
    this.#options.onGone(why);
  }

  #tick(): void {
    this.#feed.during(() => {
      const { rebooted } = this.#device.tick(this.#options.clock.now());
      if (rebooted !== null) this.#beginRun('restart');
      return rebooted;
    });
  }

  /** Of the run that is on. */
  get #untilEnd(): AbortSignal | null {
    return this.#run?.signal ?? null;
  }

  #arm(): void {
    this.#alarm.set(this.#run === null ? null : this.#device.nextDeadline());
  }

  /** A power cut inside a step ends the run; a chip that fails is what `onFault` makes of it. */
  #survive<T>(step: () => T, onFault: (fault: FlashFault) => void): T | null {
    try {
      return step();
    } catch (error) {
      if (error instanceof PowerCut) this.powerOff();
      else if (error instanceof FlashFault) onFault(error);
      else throw error;
      return null;
    }
  }

  /** Does `step` in its turn; null when the run it was meant for is over by the time it is done. */
  #enqueue<T>(step: () => T, isOfUpdates = false): Promise<T | null> {
    const mine = this.#run;
    const take = (): Promise<T | null> => this.#take(step, mine);
    const turn = this.#queue.then(() =>
      isOfUpdates && this.#lacksP256 ? this.#fetchP256(mine).then(take) : take(),
    );
    this.#queue = turn.catch(() => undefined); // a bug is told to the caller; it does not stop the queue
    return turn;
  }

  get #lacksP256(): boolean {
    return this.#p256 === null && this.#device.wantsSignatures();
  }

  /** Where it cannot be had the device refuses what it cannot check (signature-policy.ts). The end of the run ends the wait. */
  async #fetchP256(mine: AbortController | null): Promise<void> {
    const { loadP256, onEvent } = this.#options;
    if (loadP256 === undefined || mine === null || this.#run !== mine) return;
    try {
      this.#p256 = await untilAborted(loadP256(mine.signal), mine.signal);
    } catch {
      if (this.#run === mine) onEvent({ event: 'log', line: 'P-256 is not available' });
    }
  }

  async #take<T>(step: () => T, mine: AbortController | null): Promise<T | null> {
    if (mine === null || this.#run !== mine) return null;
    const done = this.#survive(step, (fault) => this.crash(fault.message));
    this.#arm();
    this.#busy.owe(this.#flash.takeCostMs());
    const signal = this.#untilEnd; // none where the power went in this very step
    // Rejects when the run ends meanwhile: nobody is left to answer.
    if (signal !== null) await this.#busy.settle(signal).catch(() => undefined);
    if (this.#run !== mine) return null;
    this.#updates.settle();
    return done;
  }
}

/** One wake-up at a time, moved as the next deadline moves. */
interface Alarm {
  /** Replaces the wake-up; null = none. A time that has passed rings at once (never within this call). */
  set(at: number | null): void;
}

/** `ring` is called once per wake-up that was not replaced; it must not throw. */
function createAlarm(clock: Clock, ring: () => void): Alarm {
  let pending: { readonly at: number; readonly off: AbortController } | null = null;
  return {
    set(at) {
      if (pending !== null && pending.at === at) return;
      pending?.off.abort();
      pending = at === null ? null : { at, off: new AbortController() };
      const mine = pending;
      if (mine === null) return;
      clock.sleep(Math.max(0, mine.at - clock.now()), mine.off.signal).then(
        () => {
          if (pending !== mine) return;
          pending = null;
          ring();
        },
        // Aborted: the wake-up was moved, and whoever moved it has set the next.
        () => undefined,
      );
    },
  };
}

/** A device that is busy answers nobody: what its flash operations take is waited for here. */
interface BusyTime {
  /** Adds to what is owed; costs nothing by itself. */
  owe(costMs: number): void;
  /** Waits until the debt is paid; rejects with the signal's reason when aborted, the debt is then forgotten. */
  settle(signal: AbortSignal): Promise<void>;
}

/** Shorter waits than a timer can keep are saved up, so that many small costs add up to the right sum. */
const SHORTEST_SLEEP_MS = 1;
/** A timer that fires late earns no more credit than this. */
const MOST_CREDIT_MS = 20;

export function createBusyTime(clock: Clock): BusyTime {
  let debtMs = 0;
  return {
    owe(costMs) {
      debtMs += costMs;
    },
    async settle(signal) {
      if (debtMs < SHORTEST_SLEEP_MS) return;
      const startedAt = clock.now();
      const asked = debtMs;
      debtMs = 0;
      await clock.sleep(asked, signal);
      debtMs += Math.max(-MOST_CREDIT_MS, asked - (clock.now() - startedAt));
    },
  };
}
