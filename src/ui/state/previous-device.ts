import type { DeviceKey, DeviceReport } from '../../workers/api.ts';

/** The device that a next one was asked for after: where it answers once more, that is said. */
export interface PreviousDevice {
  /** null = it never told who it is. */
  readonly identity: DeviceKey | null;
  /** As DeviceReport has it. */
  readonly name: string | undefined;
}

export function identityOf({ info }: Pick<DeviceReport, 'info'>): DeviceKey {
  return { mac: info.mac, id: info.id };
}

/** Which device it is and what it runs: what was read of another one is not shown as this one's. */
export const runningKey = ({ info }: Pick<DeviceReport, 'info'>): string =>
  [info.mac, info.id, info.fw_id].join(' ');

/** By the MAC; by the id where a firmware tells no MAC. */
export const isSameDeviceKey = (one: DeviceKey, other: DeviceKey): boolean =>
  (one.mac || one.id) === (other.mac || other.id);

/** The device that answers is the one before. */
export const isPrevious = ({
  report,
  previous,
}: {
  readonly report: DeviceReport | null;
  readonly previous: PreviousDevice | null;
}): boolean =>
  report !== null &&
  previous !== null &&
  previous.identity !== null &&
  isSameDeviceKey(identityOf(report), previous.identity);
