import type { SeenDevice, SlipwayStore } from './schema.ts';
import { readEach, DEVICES, soundOf } from './sound-records.ts';
import { beginChange } from './schema.ts';
import type { OnDamaged } from './sound-records.ts';

/** Notes what a device said; the name people gave it stays. Returns the device as it is known now. */
export async function rememberDevice(
  store: SlipwayStore,
  seen: Omit<SeenDevice, 'alias'>,
  onDamaged: OnDamaged,
): Promise<SeenDevice> {
  const change = beginChange(store, 'devices');
  const before = soundDevice(await change.store.get(seen.key), onDamaged);
  const device = { ...seen, alias: before?.alias ?? null };
  await change.store.put(device);
  await change.done;
  return device;
}

/** An empty name takes the name away. Null: nobody of that key was seen, or what was kept of it is damaged. */
export async function nameDevice(
  store: SlipwayStore,
  key: string,
  name: string,
  onDamaged: OnDamaged,
): Promise<SeenDevice | null> {
  const change = beginChange(store, 'devices');
  const before = soundDevice(await change.store.get(key), onDamaged);
  if (before === null) return null;
  const alias = name.trim().slice(0, LONGEST_NAME);
  const device = { ...before, alias: alias === '' ? null : alias };
  await change.store.put(device);
  await change.done;
  return device;
}

/** Characters; more do not fit a plate. */
export const LONGEST_NAME = 40;

/** null: there is none, or it is damaged. */
function soundDevice(kept: unknown, onDamaged: OnDamaged): SeenDevice | null {
  const [device = null] = soundOf(kept === undefined ? [] : [kept], DEVICES, onDamaged);
  return device;
}

/** The last seen first. */
export async function seenDevices(
  store: SlipwayStore,
  onDamaged: OnDamaged,
): Promise<readonly SeenDevice[]> {
  // Not by the index: it lacks those whose time is damaged, and nobody would be told of them.
  const devices = soundOf(await devicesIn(store), DEVICES, onDamaged);
  return [...devices].sort((one, other) => other.seenAtMs - one.seenAtMs);
}

const devicesIn = (store: SlipwayStore): Promise<readonly unknown[]> =>
  readEach(
    {
      all: () => store.getAll('devices'),
      keys: () => store.getAllKeys('devices'),
      one: (key) => store.get('devices', key),
    },
    DEVICES,
  );
