/** Which devices a roll-out is for, by what a person chose. Pure. */
import { isDeviceId } from '../../../contracts/broker-devices.ts';
import { LONGEST_ADDRESS } from '../../../contracts/fleet-device.ts';
import type { ListedDevice } from '../../../contracts/fleet-device.ts';
import type { FleetDevice } from '../../../workers/api.ts';
import { isReachable } from './draft-rules.ts';

export type ChoiceMode = 'all' | 'groups' | 'list';

export interface DeviceChoice {
  readonly mode: ChoiceMode;
  /** null among them: devices without a group. */
  readonly groups: readonly (string | null)[];
  /** As typed or pasted. */
  readonly list: string;
}

export interface ChosenDevices {
  readonly devices: readonly FleetDevice[];
  /** A page cannot reach them. */
  readonly unreachable: number;
  /** Lines that name no device. */
  readonly bad: readonly string[];
}

/** Lines that are read of a pasted list. */
const MOST_LINES = 10_000;

export function chosenDevices(
  { mode, groups, list }: DeviceChoice,
  fleet: readonly ListedDevice[],
): ChosenDevices {
  if (mode === 'list') return listed(list, fleet);
  const wanted = fleet.filter(({ group }) => mode === 'all' || groups.includes(group));
  return { ...reachable(wanted.map(plannedOf)), bad: [] };
}

interface Planned {
  readonly id: string;
  readonly url: string | null;
  readonly group: string | null;
}

const plannedOf = ({ id, address, group }: ListedDevice): Planned => ({ id, url: address, group });

function listed(list: string, fleet: readonly ListedDevice[]): ChosenDevices {
  const known = new Map(fleet.map((device) => [device.id, device]));
  const found = new Map<string, Planned>();
  const bad: string[] = [];
  for (const line of list.split(/\r?\n/, MOST_LINES).map((text) => text.trim())) {
    if (line === '') continue;
    const device = deviceIn(line, known);
    if (device === null) bad.push(line);
    else found.set(device.id, device);
  }
  return { ...reachable([...found.values()]), bad };
}

/** An id of the fleet, or an id and its address; null: neither. */
function deviceIn(line: string, known: ReadonlyMap<string, ListedDevice>): Planned | null {
  const [id = '', address, more] = line.split(/[\s,;]+/);
  const device = known.get(line) ?? known.get(id);
  if (address === undefined) return device === undefined ? null : plannedOf(device);
  if (more !== undefined && more !== '') return null;
  if (!isDeviceId(id) || address.length > LONGEST_ADDRESS || !URL.canParse(address)) return null;
  return { id, url: address, group: device?.group ?? null };
}

function reachable(planned: readonly Planned[]): Omit<ChosenDevices, 'bad'> {
  const devices = planned.flatMap(({ id, url, group }) =>
    isReachable(url) ? [{ id, url, group }] : [],
  );
  return { devices, unreachable: planned.length - devices.length };
}

/** With how many devices each; those without a group come last. */
export function groupsOf(
  fleet: readonly ListedDevice[],
): readonly { readonly group: string | null; readonly devices: number }[] {
  const counts = new Map<string | null, number>();
  for (const { group } of fleet) counts.set(group, (counts.get(group) ?? 0) + 1);
  const named = [...counts].flatMap(([group, devices]) =>
    group === null ? [] : [{ group, devices }],
  );
  named.sort((one, other) => one.group.localeCompare(other.group));
  const others = counts.get(null);
  return others === undefined ? named : [...named, { group: null, devices: others }];
}

/** What is shown of a device beside its id. */
export interface NamedDevice {
  readonly alias: string | null;
  readonly group: string | null;
}

export function namesOf(
  devices: readonly FleetDevice[],
  fleet: readonly ListedDevice[],
): ReadonlyMap<string, NamedDevice> {
  const known = new Map(fleet.map(({ id, alias }) => [id, alias]));
  return new Map(devices.map(({ id, group }) => [id, { alias: known.get(id) ?? null, group }]));
}
