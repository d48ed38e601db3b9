import type { FileEntry } from '../bundle/predict-merge.ts';
import { OtaError, hasCode } from '../contracts/failure.ts';
import type { FailureCode, FailureFacts } from '../contracts/failure.ts';
import type { SignatureSettings } from '../contracts/signature.ts';
import { signatureSettingsIn } from '../rpc/methods.ts';
import type {
  BootState,
  ConfigNode,
  MethodName,
  MethodParams,
  MethodResult,
  OtaStatus,
  SysInfo,
} from '../rpc/methods.ts';

/** What a device says of itself. */
export interface DeviceView {
  readonly info: SysInfo;
  /** null: the firmware does not have, or refuses, OTA.Status. */
  readonly status: OtaStatus | null;
  /** Why there is no status, where the device said more than that it has none. */
  readonly statusRefusal?: FailureFacts['rpc/remote'];
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
  const refusals: FailureFacts['rpc/remote'][] = [];
  const status = await orRefused(caller.call('OTA.Status', null, options), (facts) => {
    if (facts.remoteCode !== NO_METHOD) refusals.push(facts);
  });
  const info = await askInfo(caller, options);
  const boot = await orRefused(caller.call('OTA.GetBootState', null, options));
  const [statusRefusal] = refusals;
  return { status, info, boot, ...(statusRefusal !== undefined && { statusRefusal }) };
}

/** No handler of that name (rpc-frames.md#dispatch-order). */
const NO_METHOD = 404;

/** What answers and has no Sys.GetInfo is asked what it has. Throws device/no-info, and what calls throw. */
export async function askInfo(caller: Caller, options: AskOptions): Promise<SysInfo> {
  try {
    return await caller.call('Sys.GetInfo', null, options);
  } catch (reason) {
    const error = OtaError.from(reason);
    if (!hasCode(error, 'rpc/remote') || error.facts.remoteCode !== NO_METHOD) throw reason;
    const methods = await listMethods(caller, options);
    const lacksIt = methods?.every((name) => name.toLowerCase() !== 'sys.getinfo') ?? false;
    const listed = methods !== null && lacksIt ? methods.length : null;
    throw new OtaError('device/no-info', { listed }, { cause: error });
  }
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

/**
 * What its settings say of signatures, in one question; null where the device does not tell, or not in time: it checks
 * them itself. Nothing is asked that `methods` lacks.
 */
export async function askSignatureSettings(
  caller: Caller,
  methods: readonly string[] | null,
  options: AskOptions,
): Promise<SignatureSettings | null> {
  const settings = signatureSettingsIn(await askUpdateSettings(caller, methods, options));
  if (settings?.sig_req_mask === undefined) return null;
  const { sig_req_mask: mask, key0, key1, key2, key3, key4, key5, key6, key7 } = settings;
  return { mask, keys: [key0, key1, key2, key3, key4, key5, key6, key7] };
}

/**
 * Its settings of the group `update`; null where it does not tell, or not in time. Nothing is asked that `methods`
 * lacks.
 */
export async function askUpdateSettings(
  caller: Caller,
  methods: readonly string[] | null,
  options: AskOptions,
): Promise<ConfigNode> {
  if (!(methods?.some((name) => name.toLowerCase() === 'config.get') ?? false)) return null;
  try {
    return await orRefused(caller.call('Config.Get', { key: 'update' }, options));
  } catch (reason) {
    if (NO_LIST.includes(OtaError.from(reason).code)) return null;
    throw reason;
  }
}

/** One setting of a group; undefined where there is none of that name. */
export const settingIn = (group: ConfigNode, name: string): ConfigNode | undefined =>
  typeof group === 'object' && group !== null ? group[name] : undefined;

const NO_LIST: readonly FailureCode[] = ['rpc/bad-reply', 'rpc/timeout'];

/** null: the device refuses, or has no such method. Throws what else the call throws. */
export async function orRefused<T>(
  call: Promise<T>,
  note: (facts: FailureFacts['rpc/remote']) => void = () => undefined,
): Promise<T | null> {
  try {
    return await call;
  } catch (reason) {
    const error = OtaError.from(reason);
    if (!hasCode(error, 'rpc/remote')) throw reason;
    note(error.facts);
    return null;
  }
}

/** `state` of OTA.Status (OC include/mgos_ota.h, ota-service.md#states). */
export const IDLE = 0;
/** An update runs: between OTA.Begin and OTA.End. */
export const RECEIVING = 1;
export const FAILED = 2;
/** Finished; the restart is due. */
export const INSTALLED = 3;
