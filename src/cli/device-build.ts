import type { DeviceBuild } from '../ota-core/device/create-device.ts';
import { builtInConfig } from '../ota-core/device/device-config.ts';
import type { ConfigSetting, ConfigTree } from '../ota-core/device/device-config.ts';
import { passwordLine } from '../ota-core/device/digest-auth.ts';
import { badOption } from './command-line.ts';

/** Of RPC, and of the web pages. */
const SECTIONS = ['rpc', 'http'] as const;
/** Of both, unless --config says otherwise. */
const REALM = 'RPC';
/** SHA-256; --config rpc.auth_algo=0 makes it MD5. */
const ALGORITHM = '1';

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
  const acl = JSON.stringify([{ method: '*', acl: `+${username},-*` }]);
  const valueOf = (key: string): string | undefined =>
    settings.filter((setting) => setting.key === key).at(-1)?.text;
  const sections = SECTIONS.map((name) => ({
    name,
    file: `${name}_auth.txt`,
    realm: valueOf(`${name}.auth_domain`) ?? valueOf('rpc.auth_domain') ?? REALM,
    algorithm: valueOf(`${name}.auth_algo`) ?? valueOf('rpc.auth_algo') ?? ALGORITHM,
  }));
  const asked = sections.flatMap(({ name, file, realm, algorithm }) => [
    { key: `${name}.auth_domain`, text: realm },
    { key: `${name}.auth_file`, text: file },
    { key: `${name}.auth_algo`, text: algorithm },
  ]);
  const files = sections.map(({ file, realm, algorithm }) => {
    const user = { username, realm, password };
    return [file, passwordLine(user, algorithm === '1' ? 'SHA-256' : 'MD5')] as const;
  });
  return {
    settings: [{ key: 'rpc.acl', text: acl }, ...asked, ...settings],
    libraries,
    files: new Map(files),
  };
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
