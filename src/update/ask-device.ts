import type { FileEntry } from '../bundle/predict-merge.ts';
import { OtaError } from '../contracts/failure.ts';
import type { FailureCode } from '../contracts/failure.ts';
import type {
  BootState,
  MethodName,
  MethodParams,
  MethodResult,
  OtaStatus,
  SysInfo,
} from '../rpc/methods.ts';

/** What a device says of itself. */
export interface DeviceView {
  readonly info: SysInfo;
  /** null: the firmware has no OTA.Status. */
  readonly status: OtaStatus | null;
  /** null where the firmware does not have, or refuses, OTA.GetBootState. */
  readonly boot: BootState | null;
}

/** A client or a session. */
export interface Caller {
  call<M extends MethodName>(
    method: M,
    params: MethodParams[M],
    options: { readonly signal: AbortSignal; readonly timeoutMs?: number },
  ): Promise<MethodResult<M>>;
}

export interface AskOptions {
  readonly signal: AbortSignal;
  /** Per call; the caller's own when left out. */
  readonly timeoutMs?: number;
}

/** Status, info and boot state, in this order. Throws what calls throw, but for refusals of what may be missing. */
export async function askDevice(caller: Caller, options: AskOptions): Promise<DeviceView> {
  const status = await orRefused(caller.call('OTA.Status', null, options));
  const info = await caller.call('Sys.GetInfo', null, options);
  const boot = await orRefused(caller.call('OTA.GetBootState', null, options));
  return { status, info, boot };
}

/** The method list; null where the device does not tell. */
export async function listMethods(
  caller: Caller,
  options: AskOptions,
): Promise<readonly string[] | null> {
  return orRefused(caller.call('RPC.List', null, options));
}

/**
 * Names and sizes; null where the device does not tell, or not in time: without them it can be updated as well.
 * Nothing is asked that `methods` lacks.
 */
export async function listFiles(
  caller: Caller,
  methods: readonly string[] | null,
  options: AskOptions,
): Promise<readonly FileEntry[] | null> {
  const has = methods?.some((name) => name.toLowerCase() === 'fs.listext') ?? true;
  if (!has) return null;
  try {
    return await orRefused(caller.call('FS.ListExt', null, options));
  } catch (reason) {
    // A list that is none, or does not come, is not worth the update.
    if (NO_LIST.includes(OtaError.from(reason).code)) return null;
    throw reason;
  }
}

const NO_LIST: readonly FailureCode[] = ['rpc/bad-reply', 'rpc/timeout'];

async function orRefused<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (reason) {
    if (reason instanceof OtaError && reason.code === 'rpc/remote') return null;
    throw reason;
  }
}
