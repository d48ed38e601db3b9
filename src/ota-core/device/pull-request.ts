/** What a device brings along when it fetches a bundle (pull-and-post.md#pull). */
import type { FirmwareInfo } from '../boot/firmware.ts';
import { decodeUtf8 } from '../primitives/utf8.ts';
import type { DeviceConfig } from './device-config.ts';
import type { DeviceIdentity, ServerTrust } from './device.ts';
import { MG_VERSION } from './sys-service.ts';

export interface Fetching extends DeviceIdentity {
  readonly arch: string;
  readonly app: Pick<FirmwareInfo, 'name' | 'version' | 'buildId'>;
}

/** By them a server knows the device, and what it runs. */
export function pullHeaders({ id, mac, arch, app }: Fetching): Readonly<Record<string, string>> {
  return {
    'X-MGOS-Device-ID': `${id === '' ? '-' : id} ${mac}`,
    'X-MGOS-FW-Version': `${arch} ${app.version} ${app.buildId}`,
    'User-Agent': `${app.name}/${app.version} (MongooseOS/${MG_VERSION}; ${arch})`,
  };
}

/** `update.ssl_ca_file` and `update.ssl_server_name`: no file and `*` stand for no check. */
export function serverTrust(
  config: Pick<DeviceConfig, 'text'>,
  readFile: (path: string) => Uint8Array | null,
): ServerTrust {
  const [file, name] = [config.text('update.ssl_ca_file'), config.text('update.ssl_server_name')];
  const serverName = name === '' ? null : name;
  if (file === '' || file === '*') return { authority: { kind: 'anybody' }, serverName };
  const bytes = readFile(file);
  const pem = bytes === null ? null : decodeUtf8(bytes);
  return {
    authority: pem === null ? { kind: 'missing' } : { kind: 'certificate', pem },
    serverName,
  };
}
