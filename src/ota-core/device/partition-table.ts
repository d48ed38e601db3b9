import type { SlotId } from '../boot/boot-config.ts';
import type { FlashArea } from '../flash/partition.ts';
import { invariant } from '../primitives/invariant.ts';

export type PartitionKind =
  | 'boot-record'
  | 'nvs'
  /** Stands for `updater.dat` (commit-time.ts). */
  | 'commit-time'
  | 'app'
  /** Room for an app that must be moved out of the way. */
  | 'spare-app'
  | 'fs';

/** A named area of the chip. */
export interface Partition extends FlashArea {
  readonly name: string;
  readonly kind: PartitionKind;
  /** The slot it belongs to; null for what both slots share. */
  readonly slot: SlotId | null;
}

export type PartitionTable = readonly Partition[];

/** The app or filesystem partition of a slot. Throws an invariant if the table has none. */
export function slotPartition(table: PartitionTable, kind: 'app' | 'fs', slot: SlotId): Partition {
  const found = table.find((partition) => partition.kind === kind && partition.slot === slot);
  invariant(found !== undefined, `no ${kind} partition for slot ${slot}`);
  return found;
}

/** The partition of this name. Throws an invariant if the table has none. */
export function namedPartition(table: PartitionTable, name: string): Partition {
  const found = table.find((partition) => partition.name === name);
  invariant(found !== undefined, `no partition ${name}`);
  return found;
}

/** Of a platform whose scheme keeps it apart; its place follows. */
export const COMMIT_TIME = { name: 'updater.dat', kind: 'commit-time', slot: null } as const;
