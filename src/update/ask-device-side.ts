import type { DeviceSide } from '../bundle/compare/compare-device.ts';
import type { SysInfo } from '../rpc/methods.ts';
import { listFiles, listMethods } from './ask-device.ts';
import type { Caller } from './ask-device.ts';
import { DEFAULT_TIMEOUTS } from './deps.ts';

/** What a device has just said of itself, and which files it lists, to be compared with a bundle. Throws what calls throw. */
export async function askDeviceSide(
  caller: Caller,
  info: SysInfo,
  { signal }: { readonly signal: AbortSignal },
): Promise<DeviceSide> {
  const methods = await listMethods(caller, { signal });
  const timeoutMs = DEFAULT_TIMEOUTS.files;
  return {
    id: info.id,
    app: info.app,
    version: info.fw_version,
    buildId: info.fw_id,
    platform: info.arch,
    files: await listFiles(caller, methods, { signal, timeoutMs }),
  };
}
