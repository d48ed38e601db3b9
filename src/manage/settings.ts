/** The configuration of a device over Config.* (rpc-methods.md#config), as a list of its values. */
import { hasCode, OtaError } from '../contracts/failure.ts';
import type { SettingChange, SettingValue } from '../contracts/managed-device.ts';
import { DEEPEST_NESTING } from '../contracts/peer-limits.ts';
import type { CallOptions, RpcClient } from '../rpc/client.ts';
import type { ConfigNode } from '../rpc/methods.ts';

/** A value and the names that lead to it. */
export interface ReadSetting {
  readonly path: string;
  readonly value: SettingValue;
}

/** Those that people change: asked for by name, as the whole configuration is more than small devices send. */
export const USUAL_GROUPS = ['update', 'wifi'] as const;

/** No stock device has as many. */
const MOST_SETTINGS = 2000;
const NAME = /^[A-Za-z0-9_]{1,64}$/;
/** `invalid config key`, in devices of every age. */
const NO_SUCH_KEY = 404;

/**
 * The values of these groups, or of all; groups that the firmware does not have are left out. Throws rpc/bad-reply where the
 * answer is no configuration, and what calls throw.
 */
export async function readSettings(
  client: Pick<RpcClient, 'call'>,
  groups: readonly string[] | 'all',
  options: CallOptions,
): Promise<readonly ReadSetting[]> {
  if (groups === 'all') return settingsIn(await client.call('Config.Get', {}, options), []);
  const found: ReadSetting[] = [];
  for (const key of groups) {
    try {
      found.push(...settingsIn(await client.call('Config.Get', { key }, options), [key]));
    } catch (reason) {
      const error = OtaError.from(reason);
      if (!hasCode(error, 'rpc/remote') || error.facts.remoteCode !== NO_SUCH_KEY) throw reason;
    }
  }
  return found;
}

/**
 * Sets and saves in one call; firmware that only sets (before 2.12) is asked to save by another, as the official client does
 * (mos-command.md#methods-it-needs). With `restart` the device starts anew half a second after its answer. Throws what calls throw:
 * rpc/remote with the device's own words where it refuses a value.
 */
export async function saveSettings(
  client: Pick<RpcClient, 'call'>,
  changes: readonly SettingChange[],
  { restart, ...options }: CallOptions & { readonly restart: boolean },
): Promise<void> {
  const config = treeOf(changes.map(({ path, value }) => ({ names: path.split('.'), value })));
  const params = { config, save: true, reboot: restart };
  const answer = await client.call('Config.Set', params, options);
  if (answer?.saved === true) return;
  await client.call('Config.Save', { reboot: restart }, options);
}

function settingsIn(tree: ConfigNode, above: readonly string[]): readonly ReadSetting[] {
  const found: ReadSetting[] = [];
  const walk = (node: ConfigNode, names: readonly string[]): void => {
    const isTooMuch = names.length > DEEPEST_NESTING || found.length > MOST_SETTINGS;
    if (isTooMuch || names.some((name) => !NAME.test(name))) throw noConfiguration();
    if (node === null) return;
    if (typeof node !== 'object') found.push({ path: names.join('.'), value: node });
    else for (const [name, inner] of Object.entries(node)) walk(inner, [...names, name]);
  };
  if (above.length === 0 && (tree === null || typeof tree !== 'object')) throw noConfiguration();
  walk(tree, above);
  return found;
}

const noConfiguration = (): OtaError =>
  new OtaError('rpc/bad-reply', { method: 'Config.Get', detail: 'no configuration' });

interface Leaf {
  readonly names: readonly string[];
  readonly value: SettingValue;
}

/** Entries become own properties, whatever they are called. */
function treeOf(leaves: readonly Leaf[]): Readonly<Record<string, unknown>> {
  const groups = new Map<string, Leaf[]>();
  for (const { names, value } of leaves) {
    const [first = '', ...rest] = names;
    groups.set(first, [...(groups.get(first) ?? []), { names: rest, value }]);
  }
  return Object.fromEntries(
    [...groups].map(([name, inner]) => {
      const own = inner.find(({ names }) => names.length === 0);
      return [name, own === undefined ? treeOf(inner) : own.value];
    }),
  );
}
