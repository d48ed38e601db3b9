/** Settings and files of the chosen device, while no update runs. Fetched with the first question. */
import type { Clock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import type {
  DeviceFiles,
  DeviceSetting,
  SavedSettings,
  SettingChange,
  TransferProgress,
} from '../../contracts/managed-device.ts';
import { namesSecret } from '../../contracts/secret-names.ts';
import {
  listDeviceFiles,
  readDeviceFile,
  removeDeviceFile,
  writeDeviceFile,
} from '../../manage/files.ts';
import { readSettings, saveSettings, USUAL_GROUPS } from '../../manage/settings.ts';
import type { ReadSetting } from '../../manage/settings.ts';
import type { RpcClient } from '../../rpc/client.ts';
import { throwIfAborted } from '../../rpc/deadline.ts';
import type { DeviceAccess } from './device-access.ts';

export interface ManageOptions {
  readonly device: Pick<DeviceAccess, 'withAsked'>;
  readonly signal: AbortSignal;
}

/** Throws what calls throw. */
export async function settingsOf(
  which: 'usual' | 'all',
  { device, signal }: ManageOptions,
): Promise<readonly DeviceSetting[]> {
  const groups = which === 'all' ? 'all' : USUAL_GROUPS;
  return device.withAsked(signal, async (client) =>
    (await readSettings(client, groups, { signal })).map(shown),
  );
}

/** A restart of a device that joins a network, with what it prints meanwhile (timing.md#device-limits). */
export const RESTART_MS = 60_000;
const LOOK_EVERY_MS = 1_000;
const LOOK_MS = 3_000;

/**
 * Sets, saves, and reads again what was set. With `restart` after the device has started anew. Throws device/settings-differ,
 * device/not-restarted, and what calls throw.
 */
export async function changeSettings(
  changes: readonly SettingChange[],
  options: ManageOptions & { readonly restart: boolean; readonly clock: Clock },
): Promise<SavedSettings> {
  const { device, signal, restart, clock } = options;
  const before = await device.withAsked(signal, async (client, { uptime }) => {
    const atMs = clock.now();
    await saveSettings(client, changes, { signal, restart });
    return { uptime, atMs };
  });
  const found = restart
    ? await afterRestart(before, changes, options)
    : await device.withAsked(signal, (client) => readAgain(client, changes, signal));
  const differ = changes.filter(
    ({ path, value }) => found.find((setting) => setting.path === path)?.value !== value,
  );
  if (differ.length > 0)
    throw new OtaError('device/settings-differ', { paths: differ.map(({ path }) => path) });
  return { settings: found.map(shown), restart: restart ? 'seen' : null };
}

/** Seconds that a device had been up, at a time of our clock at which that was known. */
interface SeenUptime {
  readonly uptime: number;
  readonly atMs: number;
}

/** Of a device that counts whole seconds. */
const UPTIME_STEP = 1;

/** Looks for the device until it is one that has started since; reads what was changed. */
async function afterRestart(
  before: SeenUptime,
  changes: readonly SettingChange[],
  { device, signal, clock }: ManageOptions & { readonly clock: Clock },
): Promise<readonly ReadSetting[]> {
  const askedAt = clock.now();
  while (clock.now() - askedAt < RESTART_MS) {
    await clock.sleep(LOOK_EVERY_MS, signal);
    try {
      const found = await device.withAsked(signal, async (client) => {
        const sentAt = clock.now();
        const { uptime } = await client.call('Sys.GetInfo', null, { signal, timeoutMs: LOOK_MS });
        // Had it gone on, it would have been up for at least this long when it was asked.
        const least = before.uptime + (sentAt - before.atMs) / 1_000 - UPTIME_STEP;
        return uptime < least ? readAgain(client, changes, signal) : null;
      });
      if (found !== null) return found;
    } catch (reason) {
      throwIfAborted(signal);
      if (OtaError.from(reason).code === 'device/other-device') throw reason;
    }
  }
  throw new OtaError('device/not-restarted', { waitedMs: RESTART_MS });
}

function readAgain(
  client: RpcClient,
  changes: readonly SettingChange[],
  signal: AbortSignal,
): Promise<readonly ReadSetting[]> {
  const groups = new Set(changes.map(({ path }) => path.split('.')[0] ?? ''));
  return readSettings(client, [...groups], { signal });
}

/** Secrets stay in this thread. */
function shown({ path, value }: ReadSetting): DeviceSetting {
  const isSecret = typeof value === 'string' && namesSecret(path);
  return { path, value: isSecret ? '' : value, isSecret, isSet: isSecret && value !== '' };
}

/** Throws what calls throw. */
export const filesOf = ({ device, signal }: ManageOptions): Promise<DeviceFiles> =>
  device.withAsked(signal, (client, info) => listDeviceFiles(client, info, { signal }));

export interface TransferDeps extends ManageOptions {
  readonly tell: (progress: TransferProgress) => void;
}

/** Throws what manage/files.ts throws. */
export const fileOf = (
  name: string,
  { device, signal, tell: onProgress }: TransferDeps,
): Promise<Blob> =>
  device.withAsked(
    signal,
    async (client) => new Blob([await readDeviceFile(client, name, { signal, onProgress })]),
  );

/** Throws what manage/files.ts throws. */
export async function putFile(
  file: { readonly name: string; readonly bytes: Blob },
  { device, signal, tell: onProgress }: TransferDeps,
): Promise<null> {
  const bytes = new Uint8Array(await file.bytes.arrayBuffer());
  const given = { name: file.name, bytes };
  await device.withAsked(signal, (client) =>
    writeDeviceFile(client, given, { signal, onProgress }),
  );
  return null;
}

/** Throws what calls throw. */
export async function dropFile(name: string, { device, signal }: ManageOptions): Promise<null> {
  await device.withAsked(signal, (client) => removeDeviceFile(client, name, { signal }));
  return null;
}
