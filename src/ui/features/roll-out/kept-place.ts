/** At which broker a roll-out is kept, and by what name. Pure. */
import { isDeviceId } from '../../../contracts/broker-devices.ts';
import { brokerAddressOf } from '../../../contracts/network-place.ts';
import { isAtBroker } from '../../../contracts/transport.ts';
import type { FleetDevice, KeptPlace } from '../../../workers/api.ts';
import { isReachable } from './draft-rules.ts';

export interface KeepChoice {
  /** undefined: that of all devices, where they have one; null: none. */
  readonly broker: string | null | undefined;
  /** As typed; null = not. */
  readonly name: string | null;
}

/** Those of the devices first; a page can open them. */
export function brokersFor(
  devices: readonly FleetDevice[],
  known: readonly string[],
): readonly string[] {
  const theirs = devices.flatMap(({ url }) => (isAtBroker(url) ? [brokerAddressOf(url)] : []));
  return [...new Set([...theirs, ...known])].filter((broker) => isReachable(broker));
}

/** null: they have not one broker. */
export function brokerOfAll(devices: readonly FleetDevice[]): string | null {
  const [first, ...others] = devices.map(({ url }) =>
    isAtBroker(url) ? brokerAddressOf(url) : null,
  );
  return others.every((broker) => broker === first) ? (first ?? null) : null;
}

/** Of its versions and the time: two that are begun one after the other have two. */
export function keptNameFor(versions: readonly string[], wallMs: number): string {
  const day = new Date(wallMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  const [version = ''] = versions;
  const named = version.replaceAll(/[^\w.-]+/g, '-').slice(0, LONGEST_VERSION);
  return `${named === '' ? 'roll-out' : named}-${day.replace('T', '-')}`;
}

const LONGEST_VERSION = 40;

export const isKeptName = (name: string): boolean => isDeviceId(name) && !/\p{Cc}/u.test(name);

/** Where it is, in one line: without the path, which may hold a secret. */
export const brokerHost = ({ broker }: Pick<KeptPlace, 'broker'>): string =>
  URL.canParse(broker) ? new URL(broker).host : broker;
