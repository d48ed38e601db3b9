import * as v from 'valibot';
import { MOST_FILES, MOST_METHODS } from '../contracts/peer-limits.ts';

/**
 * The device's methods (rpc-methods.md#rpc to #fs and ota-service.md#methods): parameters as types, results as schemas.
 * A result is parsed once, here; unknown keys are dropped, so nothing a device says can pollute an object.
 */
const sysInfo = v.object({
  id: v.string(),
  app: v.string(),
  fw_version: v.string(),
  fw_id: v.string(),
  mac: v.string(),
  arch: v.string(),
  uptime: v.number(),
  ram_size: v.optional(v.number()),
  ram_free: v.optional(v.number()),
  ram_min_free: v.optional(v.number()),
  fs_size: v.optional(v.number()),
  fs_free: v.optional(v.number()),
  // Only with the library of that network; what else they hold is not ours to judge.
  wifi: v.fallback(v.nullish(v.object({ sta_ip: v.optional(v.string()) })), null),
  eth: v.fallback(v.nullish(v.object({ ip: v.optional(v.string()) })), null),
});

/** Judged before its entries are: a list that is too long costs nothing. */
const listOf = v.custom<readonly unknown[]>(Array.isArray);

const names = v.pipe(listOf, v.maxLength(MOST_FILES), v.array(v.string()));

/** Of the emulated device with extensions: what became of the files at its first start; null = this is not one. */
const mergeReport = v.object({
  copied: names,
  kept: names,
  failed: v.pipe(
    listOf,
    v.maxLength(MOST_FILES),
    v.array(v.object({ name: v.string(), reason: v.string() })),
  ),
});

const otaStatus = v.object({
  state: v.number(),
  message: v.optional(v.string(), ''),
  is_committed: v.optional(v.boolean(), true),
  progress_percent: v.optional(v.number(), 0),
  commit_timeout: v.optional(v.number(), 0),
  partition: v.optional(v.number()),
  // No stock device has it: what another firmware may call so is not ours to judge.
  merge: v.fallback(v.nullish(mergeReport), null),
});

const bootState = v.object({
  active_slot: v.number(),
  is_committed: v.boolean(),
  revert_slot: v.number(),
  commit_timeout: v.optional(v.number(), 0),
  // The emulated device names its boot scheme; no stock device does.
  scheme: v.fallback(v.nullish(v.string()), null),
});

/** What Config.Get answers: a setting or a group of them, by whatever names the firmware has. null: without a value. */
export type ConfigNode = boolean | number | string | null | ConfigGroup;
export interface ConfigGroup {
  readonly [name: string]: ConfigNode;
}

/** How deep it may go is bounded before it is parsed (contracts/peer-limits.ts). */
function isConfigNode(value: unknown): value is ConfigNode {
  if (typeof value !== 'object') return ['boolean', 'number', 'string'].includes(typeof value);
  return value === null || (!Array.isArray(value) && Object.values(value).every(isConfigNode));
}

const configNode = v.custom<ConfigNode>(isConfigNode, 'no configuration');

/** Of the group `update`; the rest of it is dropped. Older firmware has none of these. */
const signatureSettings = v.object({
  sig_req_mask: v.optional(v.pipe(v.number(), v.integer())),
  ...v.entriesFromList(
    ['key0', 'key1', 'key2', 'key3', 'key4', 'key5', 'key6', 'key7'],
    v.optional(v.string(), ''),
  ),
});

/** What the group `update` says of signatures; null where that is none. */
export function signatureSettingsIn(
  update: ConfigNode,
): v.InferOutput<typeof signatureSettings> | null {
  const parsed = v.safeParse(signatureSettings, update);
  return parsed.success ? parsed.output : null;
}

const methodList = v.pipe(
  listOf,
  v.transform((names) => names.slice(0, MOST_METHODS)),
  v.array(v.string()),
);

const fileList = v.pipe(
  listOf,
  v.maxLength(MOST_FILES),
  v.array(v.object({ name: v.string(), size: v.pipe(v.number(), v.integer(), v.minValue(0)) })),
);

/** A piece of a file, in base64, and what comes after it. */
const filePiece = v.object({
  data: v.string(),
  left: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/** Older firmware says nothing. */
const saved = v.nullish(v.object({ saved: v.optional(v.boolean(), false) }));

const nothing = v.unknown();

export const resultSchemas = {
  'RPC.List': methodList,
  'RPC.Ping': v.object({ channel_info: v.optional(v.string(), '') }),
  'Sys.GetInfo': sysInfo,
  'Sys.Reboot': nothing,
  'FS.ListExt': fileList,
  'FS.Get': filePiece,
  'FS.Put': nothing,
  'FS.Remove': nothing,
  'FS.Rename': nothing,
  'Config.Get': configNode,
  'Config.Set': saved,
  'Config.Save': nothing,
  'OTA.Status': otaStatus,
  'OTA.Begin': nothing,
  'OTA.Write': nothing,
  'OTA.End': nothing,
  'OTA.Update': nothing,
  'OTA.Commit': nothing,
  'OTA.Revert': nothing,
  'OTA.GetBootState': bootState,
} as const;

export interface MethodParams {
  'RPC.List': null;
  'RPC.Ping': null;
  'Sys.GetInfo': null;
  'Sys.Reboot': { readonly delay_ms?: number } | null;
  'FS.ListExt': null;
  'FS.Get': { readonly filename: string; readonly offset: number; readonly len: number };
  'FS.Put': {
    readonly filename: string;
    readonly offset: number;
    readonly append: boolean;
    readonly data: string;
  };
  'FS.Remove': { readonly filename: string };
  'FS.Rename': { readonly src: string; readonly dst: string };
  /** Without a key: all of it. */
  'Config.Get': { readonly key?: string };
  'Config.Set': { readonly config: object; readonly save: boolean; readonly reboot: boolean };
  'Config.Save': { readonly reboot: boolean };
  'OTA.Status': null;
  'OTA.Begin': {
    readonly size: number;
    readonly timeout: number;
    readonly commit_timeout: number;
    readonly ignore_same_version?: boolean;
  };
  'OTA.Write': { readonly offset: number; readonly data: string };
  'OTA.End': null;
  /** `timeout`, `commit_timeout` in seconds. Answered when the device has installed it, or could not. */
  'OTA.Update': {
    readonly url: string;
    readonly timeout: number;
    readonly commit_timeout: number;
    readonly ignore_same_version: boolean;
  };
  'OTA.Commit': null;
  'OTA.Revert': null;
  'OTA.GetBootState': null;
}

export type MethodName = keyof MethodParams;
export type MethodResult<M extends MethodName> = v.InferOutput<(typeof resultSchemas)[M]>;
export type SysInfo = MethodResult<'Sys.GetInfo'>;
/** Of a device that was not asked by a client; null where that is none. */
export function sysInfoIn(result: unknown): SysInfo | null {
  const parsed = v.safeParse(sysInfo, result);
  return parsed.success ? parsed.output : null;
}

export type OtaStatus = MethodResult<'OTA.Status'>;
/** As sysInfoIn. */
export function otaStatusIn(result: unknown): OtaStatus | null {
  const parsed = v.safeParse(otaStatus, result);
  return parsed.success ? parsed.output : null;
}

export type BootState = MethodResult<'OTA.GetBootState'>;
