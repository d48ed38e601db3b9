/** The devices of the fleet: what is kept of them, and whom this browser has seen. A chunk of its own: most visits have no fleet. */
import { MOST_LISTED, listedName, listedTags } from '../../contracts/fleet-device.ts';
import type {
  AddedDevices,
  HeardFacts,
  ListedChange,
  ListedDevice,
  ListedDevices,
  NewListedDevice,
} from '../../contracts/fleet-device.ts';
import { NETWORK_SCHEMES } from '../../contracts/transport.ts';
import { nameDevice, seenDevices } from '../../store/device-records.ts';
import { changeFleet, keptFleet } from '../../store/fleet-devices.ts';
import type { ChangeDevice } from '../../store/fleet-devices.ts';
import type { KeptDevice, SeenDevice } from '../../store/schema.ts';
import { KeptOrHere } from './kept-or-here.ts';
import type { KnownDevices } from './known-devices.ts';

/** In one transaction: a browser is given a few seconds for each (updater/known-devices.ts). */
const AT_ONCE = 500;

export interface FleetListDeps {
  readonly known: Pick<KnownDevices, 'inStore'>;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

export class FleetList {
  readonly #deps: FleetListDeps;
  /** What the browser did not keep. */
  readonly #here = new Map<string, KeptDevice>();
  readonly #store: KeptOrHere;

  constructor(deps: FleetListDeps) {
    this.#deps = deps;
    this.#store = new KeptOrHere(deps.known);
  }

  async all(): Promise<ListedDevices> {
    const { devices, isKept } = await this.#read();
    return { devices, isKept };
  }

  async add(devices: readonly NewListedDevice[]): Promise<AddedDevices> {
    const said = new Map(devices.map((one) => [one.id, one]));
    const known = new Map((await this.all()).devices.map((one) => [one.id, one]));
    const refused = await this.#change([...said.keys()], (id, before) => {
      const isOut = before === null || before.removedAtMs !== null;
      return kept(told(isOut ? (known.get(id) ?? fresh(id, 'list')) : before, said.get(id)));
    });
    const isNew = (id: string): boolean => !known.has(id) && !refused.has(id);
    const added = [...said.keys()].filter(isNew).length;
    return { added, changed: said.size - added - refused.size, refused: refused.size };
  }

  async change(ids: readonly string[], change: ListedChange): Promise<void> {
    const known = new Map((await this.all()).devices.map((one) => [one.id, one]));
    await this.#change(ids, (id) => {
      const device = known.get(id);
      return device === undefined ? null : kept(renamed(device, change));
    });
    if (change.alias !== undefined) await this.#nameSeen(ids, change.alias ?? '');
  }

  async remove(ids: readonly string[]): Promise<readonly ListedDevice[]> {
    const wanted = new Set(ids);
    const { devices, seen } = await this.#read();
    const there = devices.filter(({ id }) => wanted.has(id));
    const elsewhere = new Set(seen.map(({ id }) => id));
    const byId = new Map(there.map((one) => [one.id, one]));
    await this.#change([...byId.keys()], (id) => {
      const device = byId.get(id);
      if (device === undefined) return null;
      const returns = elsewhere.has(id) || device.source === 'broker';
      return returns ? { ...device, removedAtMs: this.#deps.wall() } : 'drop';
    });
    return there;
  }

  async putBack(devices: readonly ListedDevice[]): Promise<void> {
    const byId = new Map(devices.map((one) => [one.id, one]));
    await this.#change([...byId.keys()], (id) => {
      const device = byId.get(id);
      return device === undefined ? null : kept(device);
    });
  }

  /** What was heard of devices at brokers, or answered. Those that were taken out stay out. */
  async note(heard: readonly HeardFacts[]): Promise<void> {
    const byId = new Map(heard.map((one) => [one.id, one]));
    await this.#change([...byId.keys()], (id, before) => {
      const facts = byId.get(id);
      if (facts === undefined || (before !== null && before.removedAtMs !== null)) return null;
      return kept({ ...(before ?? fresh(id, 'broker')), ...facts });
    });
  }

  /** All of them, and those that were seen in sessions. */
  async #read(): Promise<ListedDevices & { readonly seen: readonly SeenDevice[] }> {
    const kept = await this.#store.do(keptFleet, () => []);
    const seen = await this.#store.do(seenDevices, () => []);
    const records = new Map([...kept.map((one) => [one.id, one] as const), ...this.#here]);
    const devices = merged([...records.values()], seen).slice(0, MOST_LISTED);
    return { devices, isKept: this.#store.isKept, seen };
  }

  /** The name of a device that was seen in a session is its name everywhere. */
  async #nameSeen(ids: readonly string[], alias: string): Promise<void> {
    const wanted = new Set(ids);
    await this.#store.do(
      async (store, onDamaged) => {
        for (const { id, key } of await seenDevices(store, onDamaged))
          if (wanted.has(id)) await nameDevice(store, key, alias, onDamaged);
      },
      () => undefined,
    );
  }

  /** Ids for which there was no room. */
  async #change(ids: readonly string[], change: ChangeDevice): Promise<ReadonlySet<string>> {
    const refused = new Set<string>();
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const some = ids.slice(at, at + AT_ONCE);
      const left = await this.#store.do(
        (store, onDamaged) => changeFleet(store, some, { change, onDamaged }),
        () => this.#changeHere(some, change),
      );
      for (const id of left) refused.add(id);
    }
    return refused;
  }

  #changeHere(ids: readonly string[], change: ChangeDevice): readonly string[] {
    return ids.filter((id) => {
      const before = this.#here.get(id) ?? null;
      const next = change(id, before);
      if (next === 'drop') this.#here.delete(id);
      else if (next !== null && before === null && this.#here.size >= MOST_LISTED) return true;
      else if (next !== null) this.#here.set(id, next);
      return false;
    });
  }
}

const kept = (device: ListedDevice): KeptDevice => ({ ...device, removedAtMs: null });

const fresh = (id: string, source: ListedDevice['source']): ListedDevice => ({
  ...{ id, address: null, alias: null, group: null, tags: [] },
  ...{ arch: null, app: null, version: null, buildId: null },
  ...{ source, lastSeenMs: null, link: null },
});

/** A list gives names and places; what the device itself has said is better than what the list says of it. */
function told(before: ListedDevice, said: NewListedDevice | undefined): ListedDevice {
  if (said === undefined) return before;
  const spoke = before.lastSeenMs !== null;
  const fact = (name: 'arch' | 'app' | 'version' | 'buildId'): string | null =>
    spoke ? before[name] : (said[name] ?? before[name]);
  return {
    ...before,
    address: said.address ?? before.address,
    alias: said.alias === undefined ? before.alias : listedName(said.alias),
    group: said.group === undefined ? before.group : listedName(said.group),
    tags: said.tags === undefined ? before.tags : listedTags(said.tags),
    ...{ arch: fact('arch'), app: fact('app'), version: fact('version') },
    buildId: fact('buildId'),
  };
}

function renamed(
  device: ListedDevice,
  { alias, group, addTags = [], dropTags = [] }: ListedChange,
): ListedDevice {
  const stays = device.tags.filter((tag) => !dropTags.includes(tag));
  return {
    ...device,
    alias: alias === undefined ? device.alias : listedName(alias),
    group: group === undefined ? device.group : listedName(group),
    tags: listedTags([...stays, ...addTags]),
  };
}

/** Records and sessions as one list. Of a device that is in both, whoever heard of it later knows what it runs. */
export function merged(
  records: readonly KeptDevice[],
  seen: readonly SeenDevice[],
): readonly ListedDevice[] {
  const rows = new Map<string, ListedDevice>();
  const out = new Map<string, number>();
  for (const { removedAtMs, ...device } of records)
    if (removedAtMs === null) rows.set(device.id, device);
    else out.set(device.id, removedAtMs);
  for (const one of seen) {
    const removedAtMs = out.get(one.id) ?? null;
    if (one.id === '' || (removedAtMs !== null && one.seenAtMs <= removedAtMs)) continue;
    rows.set(one.id, withSession(rows.get(one.id) ?? fresh(one.id, 'session'), one));
  }
  return [...rows.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

function withSession(device: ListedDevice, seen: SeenDevice): ListedDevice {
  const alias = device.alias ?? listedName(seen.alias);
  const address = device.address ?? addressIn(seen.adapter);
  if (device.lastSeenMs !== null && device.lastSeenMs >= seen.seenAtMs)
    return { ...device, alias, address };
  const { arch, app, version, adapter, seenAtMs } = seen;
  const buildId = device.version === version ? device.buildId : null;
  return {
    ...device,
    ...{ alias, address, arch, app, version, buildId, lastSeenMs: seenAtMs, link: adapter },
  };
}

/** Links of the network are called by their address. */
const addressIn = (label: string): string | null =>
  NETWORK_SCHEMES.some((scheme) => label.startsWith(`${scheme}//`)) ? label : null;
