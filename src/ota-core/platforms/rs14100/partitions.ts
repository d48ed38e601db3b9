import { COMMIT_TIME, type PartitionTable } from '../../device/partition-table.ts';

/** Two images side by side, each linked for its place. */
export const RS14100_PARTITIONS: PartitionTable = [
  { name: 'bcfg0', kind: 'boot-record', slot: null, offset: 0x1_e000, sizeBytes: 0x1000 },
  { name: 'bcfg1', kind: 'boot-record', slot: null, offset: 0x1_f000, sizeBytes: 0x1000 },
  { ...COMMIT_TIME, offset: 0x2_0000, sizeBytes: 0x1000 },
  { name: 'app0', kind: 'app', slot: 0, offset: 0x10_0000, sizeBytes: 0xc_0000 },
  { name: 'fs0', kind: 'fs', slot: 0, offset: 0x1c_0000, sizeBytes: 0x4_0000 },
  { name: 'app1', kind: 'app', slot: 1, offset: 0x20_0000, sizeBytes: 0xc_0000 },
  { name: 'fs1', kind: 'fs', slot: 1, offset: 0x2c_0000, sizeBytes: 0x4_0000 },
];
