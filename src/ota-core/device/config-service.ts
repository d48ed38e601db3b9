/** Config.Get, Config.Set and Config.Save (rpc-methods.md#config). */
import { orElse } from '../fs/filesystem.ts';
import type { Reply } from './device.ts';
import {
  changed,
  USER_LEVEL,
  valueAt,
  type ConfigTree,
  type DeviceConfig,
} from './device-config.ts';
import {
  errorReply,
  readBoolean,
  readInt,
  readText,
  resultReply,
  type Call,
  type Method,
  type Params,
} from './method-table.ts';
import type { Restart } from './sys-service.ts';

export interface ConfigServiceOptions {
  readonly config: DeviceConfig;
  readonly restart: Restart;
}

const REBOOT_MS = 500;
/** The settings in force: what `mos` asks for with its -1. */
const IN_FORCE = -1;
const INVALID_KEY = errorReply(404, 'invalid config key');

/** `try_once` is taken and changes nothing: what it does on a device is not known. */
export function configService(options: ConfigServiceOptions): readonly Method[] {
  return [
    {
      name: 'Config.Get',
      argsFormat: '{key: %Q, level: %d}',
      run: ({ params }) => get(options.config, params),
    },
    {
      name: 'Config.Set',
      argsFormat: '{config: %T, key: %Q, value: %T, level: %d, save: %B, try_once: %B, reboot: %B}',
      run: (call) => set(options, call),
    },
    {
      name: 'Config.Save',
      argsFormat: '{try_once: %B, reboot: %B}',
      run: (call) => {
        const { config } = options;
        const failed = save(config, config.tree, USER_LEVEL);
        if (failed === null) rebootIfAsked(options, call);
        return failed ?? resultReply({ saved: true });
      },
    },
  ];
}

function get(config: DeviceConfig, params: Params): Reply {
  const key = readText(params, 'key') ?? '';
  if (valueAt(config.tree, key) === null) return INVALID_KEY;
  const level = readInt(params, 'level', IN_FORCE);
  if (level > USER_LEVEL) return errorReply(400, 'failed to load config');
  return resultReply(valueAt(level < 0 ? config.tree : config.load(level), key));
}

/** At a level of its own a setting is saved for the next start, and not in force. */
function set(options: ConfigServiceOptions, call: Call): Reply {
  const { config } = options;
  const { params } = call;
  const value = ['value', 'config'].find((name) => Object.hasOwn(params, name));
  if (value === undefined) return errorReply(400, 'value is required');
  const level = readInt(params, 'level', IN_FORCE);
  if (level === 0) return errorReply(400, 'not allowed');
  const key = readText(params, 'key') ?? '';
  if (valueAt(config.tree, key) === null) return INVALID_KEY;
  if (level > USER_LEVEL) return errorReply(400, 'failed to load config');
  const before = level < 0 ? config.tree : config.load(level);
  const after = changed(before, key, params[value]);
  if ('wrong' in after) return errorReply(400, `invalid config value: ${after.wrong}`);
  if (level < 0) config.use(after.tree);
  const saved = readBoolean(params, 'save', false);
  const failed = saved ? save(config, after.tree, level < 0 ? USER_LEVEL : level) : null;
  if (failed !== null) return failed;
  rebootIfAsked(options, call);
  return resultReply({ saved });
}

/** null: saved. */
function save(config: DeviceConfig, tree: ConfigTree, level: number): Reply | null {
  const trouble = orElse(
    () => (config.save(tree, level) ? null : 'no filesystem'),
    ({ kind }) => kind,
  );
  return trouble === null ? null : errorReply(-1, `error saving config: ${trouble}`);
}

function rebootIfAsked({ restart }: ConfigServiceOptions, { params, now }: Call): void {
  if (readBoolean(params, 'reboot', false)) restart.schedule(now, REBOOT_MS);
}
