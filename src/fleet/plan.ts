/**
 * What a roll-out is to do: which devices, in which waves, and when it stops by itself. Plain data that any coordinator
 * reads alike.
 */
import type { TrialRule } from '../contracts/product-check.ts';
import type { QuietHours } from './quiet-hours.ts';

export interface FleetDevice {
  /** As the device names itself (`Sys.GetInfo`), and unique in a plan. */
  readonly id: string;
  /** Address of its link. */
  readonly url: string;
  readonly group: string | null;
}

/** How many devices belong to a wave; a share is one of all devices of the plan. */
export type WaveSize =
  | { readonly kind: 'devices'; readonly count: number }
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'rest' };

export type FailureLimit = Exclude<WaveSize, { kind: 'rest' }>;

/** Where each device waits until people let its wave go on. */
export type WaitBefore = 'nothing' | 'restart' | 'commit';

export interface RollOutPlan {
  /** In the order in which they are taken. */
  readonly devices: readonly FleetDevice[];
  readonly waves: readonly WaveSize[];
  /** At so many failures no further device is started. */
  readonly stopAt: FailureLimit;
  /** How long each device of a wave has run the new firmware, committed, before the next wave starts. */
  readonly soakMs: number;
  /** How often a device that kept its old firmware is tried again. */
  readonly retries: number;
  /** Devices under way at the same time, at most. */
  readonly atOnce: number;
  /** How long a device that cannot be reached is waited for once no other one waits. */
  readonly offlineMs: number;
  /** No device restarts then; null = there are none. */
  readonly quietHours: QuietHours | null;
  readonly waitBefore: WaitBefore;
  /** What has to pass before a device keeps its firmware; left out: it is kept as soon as it runs. */
  readonly checks?: TrialRule;
}

/** As operators of fleets do it: one, a few, a quarter, all. */
export const DEFAULT_WAVES: readonly WaveSize[] = [
  { kind: 'devices', count: 1 },
  { kind: 'percent', percent: 5 },
  { kind: 'percent', percent: 25 },
  { kind: 'rest' },
];

/** A share of `total` devices is rounded up: no wave is empty. */
export function countOf(size: WaveSize, total: number): number {
  switch (size.kind) {
    case 'devices':
      return size.count;
    case 'percent':
      return Math.ceil((total * size.percent) / 100);
    case 'rest':
      return total;
  }
}

/** Devices in each wave, in order; empty ones, for which nothing is left, stay out. What no wave takes is the last one. */
export function waveCounts({
  devices: { length: total },
  waves,
}: Pick<RollOutPlan, 'devices' | 'waves'>): readonly number[] {
  const counts: number[] = [];
  let left = total;
  for (const size of [...waves, { kind: 'rest' } as const]) {
    const count = Math.min(left, countOf(size, total));
    if (count > 0) counts.push(count);
    left -= count;
  }
  return counts;
}
