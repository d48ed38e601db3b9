import { COMMIT_TIME, type PartitionTable } from '../../device/partition-table.ts';

const CC3200_APP_SIZE = 0x4_0000;
/** 128 KiB and the container's description. */
const CC3200_FS_SIZE = 0x2_1000;

/** The files of a CC3200 on its serial flash, each with a fixed extent. */
export const CC3200_PARTITIONS: PartitionTable = [
  { name: 'mg-boot.cfg.0', kind: 'boot-record', slot: null, offset: 0x1_0000, sizeBytes: 0x1000 },
  { name: 'mg-boot.cfg.1', kind: 'boot-record', slot: null, offset: 0x1_1000, sizeBytes: 0x1000 },
  { ...COMMIT_TIME, offset: 0x1_2000, sizeBytes: 0x1000 },
  { name: 'demo.bin.0', kind: 'app', slot: 0, offset: 0x2_0000, sizeBytes: CC3200_APP_SIZE },
  { name: 'spiffs.img.0.0', kind: 'fs', slot: 0, offset: 0x6_0000, sizeBytes: CC3200_FS_SIZE },
  { name: 'demo.bin.1', kind: 'app', slot: 1, offset: 0x9_0000, sizeBytes: CC3200_APP_SIZE },
  { name: 'spiffs.img.1.0', kind: 'fs', slot: 1, offset: 0xd_0000, sizeBytes: CC3200_FS_SIZE },
];
