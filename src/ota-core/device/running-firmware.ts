import type { BootGuard } from '../boot/boot-scheme.ts';
import { type FirmwareInfo, isAlive } from '../boot/firmware.ts';
import type { AccessCheck } from './access.ts';
import type { CallOrigin, OwnUpdates, Reply } from './device.ts';
import {
  createMethodTable,
  errorReply,
  resultReply,
  readText,
  type Method,
  type MethodTable,
} from './method-table.ts';
import type { OtaService } from './ota-service.ts';
import type { Restart } from './sys-service.ts';

/**
 * The RAM of one run: everything here is gone with the next restart. A hung or crashing image is there
 * too, but answers nothing and does nothing.
 */
export interface RunningFirmware {
  readonly firmware: FirmwareInfo;
  readonly hung: boolean;
  handle(method: string, params: unknown, now: number, origin: CallOrigin): Reply;
  /** Runs what is due, but restarts. */
  tick(now: number): void;
  /** Time of the scheduled restart, null while none is. */
  restartDueAt(): number | null;
  /** When `tick` has something to do, else null. */
  dueAt(): number | null;
  /** When the update under way is given up, unless it advances; null: none is. */
  updateEndsAt(): number | null;
  wantsSignatures(): boolean;
  /** null where nothing works. */
  readonly updates: OwnUpdates | null;
}

const NO_REPLY: Reply = { kind: 'none' };

/** An image that does not work: it answers nobody. */
export function createHungFirmware(firmware: FirmwareInfo): RunningFirmware {
  return {
    firmware,
    hung: true,
    handle: () => NO_REPLY,
    tick: () => undefined,
    restartDueAt: () => null,
    dueAt: () => null,
    updateEndsAt: () => null,
    wantsSignatures: () => false,
    updates: null,
  };
}

export interface RunningFirmwareParts {
  readonly restart: Restart;
  readonly ota: OtaService;
  readonly sys: readonly Method[];
  readonly access: AccessCheck;
  readonly config: readonly Method[];
  readonly fs: readonly Method[];
  readonly wantsSignatures: () => boolean;
}

/** An image that works, with its services registered in the order of a stock firmware's start. */
export function createRunningFirmware(
  firmware: FirmwareInfo,
  { restart, access, ota, sys, config, fs, wantsSignatures }: RunningFirmwareParts,
): RunningFirmware {
  const own = (): MethodTable => table;
  const table: MethodTable = createMethodTable(
    [...rpcService(own), ...sys, ...config, ...fs, ...ota.methods],
    access,
  );
  return {
    firmware,
    hung: false,
    handle(method, params, now, origin) {
      const due = restart.dueAt();
      const restartInMs = due === null ? null : due - now;
      return table.dispatch(method, { params, now, ...origin, restartInMs });
    },
    tick: (now) => ota.tick(now),
    restartDueAt: () => restart.dueAt(),
    dueAt: () => ota.dueAt(),
    updateEndsAt: () => ota.updateEndsAt(),
    wantsSignatures,
    updates: ota.updates,
  };
}

/**
 * RPC.List, RPC.Describe and RPC.Ping (rpc-methods.md#rpc). `table` is asked at the call: later
 * registrations count.
 */
function rpcService(table: () => Pick<MethodTable, 'names' | 'argsFormat'>): readonly Method[] {
  return [
    { name: 'RPC.List', run: () => resultReply(table().names()) },
    {
      name: 'RPC.Describe',
      argsFormat: '{name: %T}',
      run({ params }) {
        const name = readText(params, 'name');
        if (name === null) return errorReply(400, 'name is required');
        const format = table().argsFormat(name);
        if (format === null) return errorReply(404, 'name not found');
        return resultReply({ name, args_fmt: format });
      },
    },
    { name: 'RPC.Ping', run: ({ channel }) => resultReply({ channel_info: channel }) },
  ];
}

/** A firmware that crashes, or gives up, gets this far, in milliseconds after its start. */
export const CRASH_AFTER_MS = 100;

/** What ends the running image by itself. */
export type Guard =
  /** The chip is reset: by a watchdog, by the boot loader's timer, by a crash. */
  | { readonly kind: 'reset'; readonly at: number; readonly why: GuardReason }
  /** The application takes the way back, then restarts. */
  | {
      readonly kind: 'revert';
      readonly at: number;
      readonly why: 'commit-timeout' | 'init-failed';
    };

export type GuardReason = 'crash' | 'watchdog' | 'commit-timeout';

export interface GuardOptions {
  /** Time on trial, null when committed. */
  readonly trialMs: number | null;
  /** Its filesystem could not be mounted or merged. */
  readonly initFailed: boolean;
  readonly guard: BootGuard;
  readonly behaviour: FirmwareInfo['behaviour'];
  /** Of the profile: ends what hangs where no commit timer does. */
  readonly watchdogMs: number;
  readonly now: number;
}

/**
 * The guard of an image that has just been started, in the order of the conditions:
 *
 *   crashes                          reset, whatever else
 *   on trial, filesystem failed      revert
 *   on trial, boot loader's timer    reset after the commit time, hung or not
 *   hung                             reset by the watchdog
 *   on trial, application's timer    revert after the commit time
 *   committed and working            none
 */
export function guardOf({
  trialMs,
  initFailed,
  guard,
  behaviour,
  watchdogMs,
  now,
}: GuardOptions): Guard | null {
  const hung = !isAlive(behaviour);
  if (behaviour === 'crashes') return { kind: 'reset', at: now + CRASH_AFTER_MS, why: 'crash' };
  if (initFailed && !hung) return { kind: 'revert', at: now + CRASH_AFTER_MS, why: 'init-failed' };
  if (guard.kind === 'boot-loader-timer' && trialMs !== null) {
    // A time of 0 is for the image to commit by itself; the watchdog's is what it gets for that.
    const limitMs = trialMs === 0 ? watchdogMs : trialMs;
    return { kind: 'reset', at: now + limitMs, why: 'commit-timeout' };
  }
  if (hung) return { kind: 'reset', at: now + hangLimit(guard, watchdogMs), why: 'watchdog' };
  return trialMs === null ? null : { kind: 'revert', at: now + trialMs, why: 'commit-timeout' };
}

/** A firmware that freezes later: no application's timer ends it any more, the boot loader's still does. */
export function guardWhenFrozen(
  before: Guard | null,
  { guard, watchdogMs, now }: Pick<GuardOptions, 'guard' | 'watchdogMs' | 'now'>,
): Guard {
  if (before?.kind === 'reset') return before;
  return { kind: 'reset', at: now + hangLimit(guard, watchdogMs), why: 'watchdog' };
}

function hangLimit(guard: BootGuard, watchdogMs: number): number {
  return guard.kind === 'application-timer' ? guard.watchdogMs : watchdogMs;
}
