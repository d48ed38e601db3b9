import type { DeviceBuild } from '../ota-core/device/create-device.ts';
import { builtInConfig } from '../ota-core/device/device-config.ts';
import type { ConfigSetting, ConfigTree } from '../ota-core/device/device-config.ts';
import { passwordLine } from '../ota-core/device/digest-auth.ts';
import { badOption } from './command-line.ts';

const PASSWORD_FILE = 'rpc_auth.txt';
/** SHA-256; --config rpc.auth_algo=0 makes it MD5. */
const AUTH_ALGORITHM: ConfigSetting = { key: 'rpc.auth_algo', text: '1' };

/**
 * What --config and --auth say of the firmware: `configs` as KEY=VALUE, `auth` as USER:PASS, who alone may call
 * anything then. Throws OtaError use/bad-option.
 */
export function readBuild(
  configs: readonly string[],
  auth: string | null,
  libraries: ConfigTree = {},
): DeviceBuild {
  const settings = configs.map((config) => readSetting(config, libraries));
  if (auth === null) return { settings, libraries, files: new Map() };
  const { username, password } = readUser(auth);
  const before: readonly ConfigSetting[] = [
    { key: 'rpc.acl', text: JSON.stringify([{ method: '*', acl: `+${username},-*` }]) },
    { key: 'rpc.auth_file', text: PASSWORD_FILE },
    AUTH_ALGORITHM,
  ];
  const all = [...before, ...settings];
  const valueOf = (key: string): string | undefined =>
    all.filter((setting) => setting.key === key).at(-1)?.text;
  const realm = valueOf('rpc.auth_domain') ?? 'RPC';
  const algorithm = valueOf('rpc.auth_algo') === '1' ? 'SHA-256' : 'MD5';
  const line = passwordLine({ username, realm, password }, algorithm);
  return { settings: all, libraries, files: new Map([[PASSWORD_FILE, line]]) };
}

function readSetting(config: string, libraries: ConfigTree): ConfigSetting {
  const at = config.indexOf('=');
  const setting = { key: config.slice(0, Math.max(at, 0)), text: config.slice(at + 1) };
  if (at < 1 || builtInConfig([setting], libraries) === null) throw badOption('--config', config);
  return setting;
}

/** A name that neither an access list nor an htdigest file would cut. */
function readUser(auth: string): { readonly username: string; readonly password: string } {
  const [, username, password] = /^([A-Za-z0-9_.@-]{1,50}):(.{1,100})$/.exec(auth) ?? [];
  if (username === undefined || password === undefined) throw badOption('--auth', auth);
  return { username, password };
}
