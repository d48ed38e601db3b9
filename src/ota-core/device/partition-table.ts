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

/** Which partition an offset of the chip lies in; null between them. */
export function partitionAt(table: PartitionTable, offset: number): Partition | null {
  const inside = ({ offset: start, sizeBytes }: Partition): boolean =>
    offset >= start && offset < start + sizeBytes;
  return table.find(inside) ?? null;
}

const APP_SIZE = 0x18_0000;
const FS_SIZE = 0x4_0000;

/** Slots of the default 4 MB map of Mongoose OS on the ESP32 (boot-schemes.md#esp32). */
const SLOTS: PartitionTable = [
  { name: 'app_0', kind: 'app', slot: 0, offset: 0x1_0000, sizeBytes: APP_SIZE },
  { name: 'fs_0', kind: 'fs', slot: 0, offset: 0x19_0000, sizeBytes: FS_SIZE },
  { name: 'app_1', kind: 'app', slot: 1, offset: 0x1d_0000, sizeBytes: APP_SIZE },
  { name: 'fs_1', kind: 'fs', slot: 1, offset: 0x35_0000, sizeBytes: FS_SIZE },
];

/** The default 4 MB map of Mongoose OS on the ESP32 (boot-schemes.md#esp32). */
export const ESP32_PARTITIONS: PartitionTable = [
  { name: 'nvs', kind: 'nvs', slot: null, offset: 0x9000, sizeBytes: 0x4000 },
  { name: 'otadata', kind: 'boot-record', slot: null, offset: 0xd000, sizeBytes: 0x2000 },
  ...SLOTS,
];

/** The same slots; two boot records in separate erase blocks where the ESP32 has its otadata. */
export const REFERENCE_PARTITIONS: PartitionTable = [
  { name: 'bcfg0', kind: 'boot-record', slot: null, offset: 0xd000, sizeBytes: 0x1000 },
  { name: 'bcfg1', kind: 'boot-record', slot: null, offset: 0xe000, sizeBytes: 0x1000 },
  ...SLOTS,
];
