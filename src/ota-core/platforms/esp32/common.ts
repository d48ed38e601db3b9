import type { PartitionTable } from '../../device/profile.ts';
import { COMMON } from '../common-profile.ts';

/** What the profiles of an ESP32 share, whatever boot scheme they have. */
export const ESP32_COMMON = {
  ...COMMON,
  filesystem: 'mounted',
  ram: { size: 284_336, free: 218_544 },
} as const;

const APP_SIZE = 0x18_0000;
const FS_SIZE = 0x4_0000;

/** Slots of the default 4 MB map of Mongoose OS on the ESP32 (boot-schemes.md#esp32). */
export const ESP32_SLOTS: PartitionTable = [
  { name: 'app_0', kind: 'app', slot: 0, offset: 0x1_0000, sizeBytes: APP_SIZE },
  { name: 'fs_0', kind: 'fs', slot: 0, offset: 0x19_0000, sizeBytes: FS_SIZE },
  { name: 'app_1', kind: 'app', slot: 1, offset: 0x1d_0000, sizeBytes: APP_SIZE },
  { name: 'fs_1', kind: 'fs', slot: 1, offset: 0x35_0000, sizeBytes: FS_SIZE },
];

/** The default 4 MB map of Mongoose OS on the ESP32 (boot-schemes.md#esp32). */
export const ESP32_PARTITIONS: PartitionTable = [
  { name: 'nvs', kind: 'nvs', slot: null, offset: 0x9000, sizeBytes: 0x4000 },
  { name: 'otadata', kind: 'boot-record', slot: null, offset: 0xd000, sizeBytes: 0x2000 },
  ...ESP32_SLOTS,
];
