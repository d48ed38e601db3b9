import { COMMIT_TIME, type PartitionTable } from '../../device/profile.ts';
import type { DeviceProfile } from '../../device/profile.ts';
import { COMMON, ofPlatform } from '../common-profile.ts';
import { mgosScheme, mgosSlot } from '../stm32/profile.ts';
import { RS14100_FACTS } from './facts.ts';

/** Two images side by side, each linked for its place. */
const RS14100_PARTITIONS: PartitionTable = [
  { name: 'bcfg0', kind: 'boot-record', slot: null, offset: 0x1_e000, sizeBytes: 0x1000 },
  { name: 'bcfg1', kind: 'boot-record', slot: null, offset: 0x1_f000, sizeBytes: 0x1000 },
  { ...COMMIT_TIME, offset: 0x2_0000, sizeBytes: 0x1000 },
  { name: 'app0', kind: 'app', slot: 0, offset: 0x10_0000, sizeBytes: 0xc_0000 },
  { name: 'fs0', kind: 'fs', slot: 0, offset: 0x1c_0000, sizeBytes: 0x4_0000 },
  { name: 'app1', kind: 'app', slot: 1, offset: 0x20_0000, sizeBytes: 0xc_0000 },
  { name: 'fs1', kind: 'fs', slot: 1, offset: 0x2c_0000, sizeBytes: 0x4_0000 },
];

/** Where the RS14100 maps its serial flash. */
const FLASH_BASE = 0x0800_0000;
const SLOTS = [
  mgosSlot('app0', 'fs0', FLASH_BASE + 0x10_0000),
  mgosSlot('app1', 'fs1', FLASH_BASE + 0x20_0000),
];
const PLACE = { partitions: RS14100_PARTITIONS, slots: SLOTS, appOrigin: null };

const RS14100: DeviceProfile = {
  ...COMMON,
  ...ofPlatform(RS14100_FACTS),
  partitions: RS14100_PARTITIONS,
  filesystem: 'mounted',
  ram: { size: 191_488, free: 140_288 },
  incompleteCode: -2,
  bootRecord: { kind: 'two-areas', newer: 'larger' },
  createScheme: mgosScheme({ ...PLACE, isStock: false }),
};

const RS14100_STOCK: DeviceProfile = {
  ...RS14100,
  name: 'rs14100-stock',
  isStock: true,
  createScheme: mgosScheme({ ...PLACE, isStock: true }),
};

export const RS14100_PROFILES: readonly DeviceProfile[] = [RS14100, RS14100_STOCK];
