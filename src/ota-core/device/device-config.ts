/**
 * The settings of a device as Mongoose OS keeps them: what the firmware was built with, then conf0.json to conf9.json
 * over it, each with what it changes (rpc-methods.md#config). conf9.json is the user's. Unknown keys and values of
 * another type than the built-in one count as not there.
 */
import { orElse, type Filesystem } from '../fs/filesystem.ts';
import { decodeUtf8, encodeUtf8 } from '../primitives/utf8.ts';

export type ConfigValue = string | number | boolean;
export interface ConfigTree {
  readonly [key: string]: ConfigValue | ConfigTree;
}

/** What a user sets. */
export const USER_LEVEL = 9;

const SSL = { ssl_ca_file: '', ssl_cert_file: '' };

/** Of a stock demo firmware (rpc-methods.md#settings, pull-and-post.md#pull): names, types and defaults. */
const BUILT_IN: ConfigTree = {
  conf_acl: '*',
  debug: { udp_log_addr: '', level: 2 },
  device: { id: '', mac: '', public_key: '' },
  http: { enable: true, listen_addr: '80', auth_domain: '', auth_file: '', auth_algo: 0 },
  mqtt: { enable: false, server: '', client_id: '', user: '', pass: '', ...SSL },
  rpc: {
    enable: true,
    http_enable: true,
    service_sys_enable: true,
    max_frame_size: 4096,
    max_queue_length: 25,
    max_non_persistent_channels: 20,
    default_out_channel_idle_close_timeout: 10,
    acl: '',
    acl_file: '',
    auth_domain: 'RPC',
    auth_file: '',
    auth_algo: 0,
    uart: { uart_no: 0, baud_rate: 115_200, fc_type: 2, dst: '' },
    gatts: { enable: true, sec_level: 0, max_frame_size: 4096 },
    ws: {
      enable: true,
      server_address: '',
      reconnect_interval_min: 1,
      reconnect_interval_max: 60,
    },
    mqtt: { enable: true, sub_wc: true, qos: 1, pub_topic: '%.*s/rpc', sub_topic: '%.*s/rpc' },
  },
  update: {
    url: '',
    interval: 0,
    timeout: 600,
    commit_timeout: 0,
    extra_http_headers: '',
    ssl_ca_file: 'ca.pem',
    ssl_client_cert_file: '',
    ssl_server_name: '',
    enable_post: true,
    key0: '',
    key1: '',
    key2: '',
    key3: '',
    key4: '',
    key5: '',
    key6: '',
    key7: '',
    sig_req_mask: -1,
  },
  wifi: {
    sta: { enable: false, ssid: '', pass: '' },
    ap: { enable: true, ssid: 'Mongoose_??????', pass: 'Mongoose' },
  },
};

/** The built-in settings and those of more libraries, some of them otherwise; `null`: no such key, or no value of its type. */
export function builtInConfig(
  settings: readonly ConfigSetting[],
  libraries: ConfigTree = {},
): ConfigTree | null {
  let tree: ConfigTree = { ...BUILT_IN, ...libraries };
  for (const { key, text } of settings) {
    const before = valueAt(tree, key);
    const value = before === null ? null : valueOf(text, before);
    if (value === null) return null;
    tree = withValue(tree, key.split('.'), value);
  }
  return tree;
}

export interface ConfigSetting {
  /** With dots, for example `update.timeout`. */
  readonly key: string;
  readonly text: string;
}

function valueOf(text: string, like: ConfigValue | ConfigTree): ConfigValue | null {
  if (typeof like === 'string') return text;
  if (typeof like === 'boolean') return text === 'true' ? true : text === 'false' ? false : null;
  return typeof like === 'number' && /^-?\d{1,10}$/.test(text) ? Number(text) : null;
}

/** The settings in force, in RAM, and what is saved of them. */
export class DeviceConfig {
  readonly #files: Filesystem | null;
  readonly #builtIn: ConfigTree;
  #tree: ConfigTree;

  /** `files` null: nothing can be kept. */
  constructor(builtIn: ConfigTree, files: Filesystem | null) {
    this.#files = files;
    this.#builtIn = builtIn;
    this.#tree = this.load(USER_LEVEL);
  }

  get tree(): ConfigTree {
    return this.#tree;
  }

  /** In force at once; what is saved stays. */
  use(tree: ConfigTree): void {
    this.#tree = tree;
  }

  number(key: string): number {
    const value = valueAt(this.#tree, key);
    return typeof value === 'number' ? value : 0;
  }

  text(key: string): string {
    const value = valueAt(this.#tree, key);
    return typeof value === 'string' ? value : '';
  }

  flag(key: string): boolean {
    return valueAt(this.#tree, key) === true;
  }

  /** What is saved up to this level. */
  load(level: number): ConfigTree {
    let tree = this.#builtIn;
    for (let each = 0; each <= level; each += 1) {
      const saved = this.#read(each);
      if (saved !== null) tree = overlaid(tree, saved);
    }
    return tree;
  }

  /** Keeps what differs from the levels below. Throws FilesystemError. False: there is nowhere to keep it. */
  save(tree: ConfigTree, level: number): boolean {
    if (this.#files === null) return false;
    const text = JSON.stringify(differences(tree, this.load(level - 1)));
    this.#files.write(fileOf(level), encodeUtf8(text));
    return true;
  }

  #read(level: number): unknown {
    const bytes = orElse(
      () => this.#files?.read(fileOf(level)) ?? null,
      () => null,
    );
    return bytes === null ? null : parse(decodeUtf8(bytes) ?? '');
  }
}

const fileOf = (level: number): string => `conf${level}.json`;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a file that is no JSON changes nothing
  }
}

const isTree = (value: unknown): value is ConfigTree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** null: no such key. The empty key is the whole. */
export function valueAt(tree: ConfigTree, key: string): ConfigValue | ConfigTree | null {
  let value: ConfigValue | ConfigTree = tree;
  if (key === '') return tree;
  for (const name of key.split('.')) {
    if (!isTree(value) || !Object.hasOwn(value, name)) return null;
    value = value[name] ?? '';
  }
  return value;
}

/** The tree with another value at a key that it has; what `value` says of other keys is passed over. */
function withValue(tree: ConfigTree, path: readonly string[], value: unknown): ConfigTree {
  const [name = '', ...rest] = path;
  if (name === '') return overlaid(tree, value);
  const before = tree[name];
  if (before === undefined) return tree;
  const after = isTree(before)
    ? withValue(before, rest, value)
    : typeof value === typeof before
      ? (value as ConfigValue)
      : before;
  return { ...tree, [name]: after };
}

function overlaid(tree: ConfigTree, over: unknown): ConfigTree {
  if (!isTree(over)) return tree;
  let result = tree;
  for (const [name, value] of Object.entries(over))
    if (Object.hasOwn(tree, name)) result = withValue(result, [name], value);
  return result;
}

/**
 * `value` at `key`, checked as a device checks it: the name of the first setting whose value is of another type, else
 * the new tree. Keys that the firmware does not have are passed over.
 */
export function changed(
  tree: ConfigTree,
  key: string,
  value: unknown,
): { readonly tree: ConfigTree } | { readonly wrong: string } {
  const wrong = wrongIn(valueAt(tree, key) ?? tree, value, key);
  if (wrong !== null) return { wrong };
  return { tree: withValue(tree, key === '' ? [] : key.split('.'), value) };
}

function wrongIn(like: ConfigValue | ConfigTree, value: unknown, key: string): string | null {
  if (!isTree(like)) return isLike(like, value) ? null : key;
  if (!isTree(value)) return key;
  for (const [name, inner] of Object.entries(value)) {
    const expected = Object.hasOwn(like, name) ? like[name] : undefined;
    const wrong =
      expected === undefined
        ? null
        : wrongIn(expected, inner, key === '' ? name : `${key}.${name}`);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** Integers are of 32 bits. */
const isLike = (like: ConfigValue, value: unknown): boolean =>
  typeof like === 'number'
    ? typeof value === 'number' && (value | 0) === value
    : typeof value === typeof like;

function differences(tree: ConfigTree, below: ConfigTree): ConfigTree {
  const found: Record<string, ConfigValue | ConfigTree> = {};
  for (const [name, value] of Object.entries(tree)) {
    const base = below[name];
    if (isTree(value) && isTree(base)) {
      const inner = differences(value, base);
      if (Object.keys(inner).length > 0) found[name] = inner;
    } else if (value !== base) {
      found[name] = value;
    }
  }
  return found;
}
