import type { PartitionTable } from '../../device/partition-table.ts';
import { ESP32_SLOTS } from '../esp32/partitions.ts';

/** The slots of an ESP32; two boot records in separate erase blocks where that has its otadata. */
export const REFERENCE_PARTITIONS: PartitionTable = [
  { name: 'bcfg0', kind: 'boot-record', slot: null, offset: 0xd000, sizeBytes: 0x1000 },
  { name: 'bcfg1', kind: 'boot-record', slot: null, offset: 0xe000, sizeBytes: 0x1000 },
  ...ESP32_SLOTS,
];
