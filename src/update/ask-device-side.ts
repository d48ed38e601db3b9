import type { DeviceSide } from '../bundle/compare/compare-device.ts';
import { askDevice, listFiles, listMethods } from './ask-device.ts';
import type { Caller } from './ask-device.ts';
import { DEFAULT_TIMEOUTS } from './deps.ts';

/** What a device runs and which files it lists, to be compared with a bundle. Throws what askDevice throws. */
export async function askDeviceSide(
  caller: Caller,
  { signal }: { readonly signal: AbortSignal },
): Promise<DeviceSide> {
  const { info } = await askDevice(caller, { signal });
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
