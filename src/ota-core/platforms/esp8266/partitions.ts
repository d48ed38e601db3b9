import { COMMIT_TIME, type PartitionTable } from '../../device/partition-table.ts';

const ESP8266_FIRST: PartitionTable = [
  { name: 'boot_cfg', kind: 'boot-record', slot: null, offset: 0x7000, sizeBytes: 0x1000 },
  { name: 'fw_0', kind: 'app', slot: 0, offset: 0x8000, sizeBytes: 0xd_3000 },
  { name: 'fs_0', kind: 'fs', slot: 0, offset: 0xd_b000, sizeBytes: 0x2_0000 },
];
const ESP8266_SECOND: PartitionTable = [
  { name: 'fw_1', kind: 'app', slot: 1, offset: 0x10_8000, sizeBytes: 0xd_3000 },
  { name: 'fs_1', kind: 'fs', slot: 1, offset: 0x1d_b000, sizeBytes: 0x2_0000 },
];

/** The 2 MB map (bundle.md#manifests-by-platform): one configuration sector at 0x7000. */
export const ESP8266_PARTITIONS: PartitionTable = [
  ...ESP8266_FIRST,
  { ...COMMIT_TIME, offset: 0x10_0000, sizeBytes: 0x1000 },
  ...ESP8266_SECOND,
];

/** The same, with a second configuration in the gap before the second slot. */
export const ESP8266_HARDENED_PARTITIONS: PartitionTable = [
  ...ESP8266_FIRST,
  { name: 'boot_cfg2', kind: 'boot-record', slot: null, offset: 0x10_7000, sizeBytes: 0x1000 },
  ...ESP8266_SECOND,
];
