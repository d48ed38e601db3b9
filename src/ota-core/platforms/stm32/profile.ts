import { CommitTime } from '../../boot/commit-time.ts';
import { MGOS_SLOT_FLAG, type MgosSlot } from '../../boot/mgos-boot-record.ts';
import { MgosBootScheme } from '../../boot/mgos-boot-scheme.ts';
import { COMMIT_TIME, windows, type PartitionTable } from '../../device/profile.ts';
import type { DeviceProfile } from '../../device/profile.ts';
import type { FlashGeometry } from '../../flash/flash.ts';
import { COMMON, ofPlatform } from '../common-profile.ts';
import { STM32_FACTS } from './facts.ts';

/* Where the records of the mgos boot loader lie, here and on the RS14100. */

const USABLE = MGOS_SLOT_FLAG.valid | MGOS_SLOT_FLAG.writeable;
const UNUSED = { appSize: 0, appOrigin: 0, appCrc32: 0, appFlags: 0, errorCount: 0 };

export const mgosSlot = (appDevice: string, fsDevice: string, mapAddress: number): MgosSlot => ({
  ...UNUSED,
  flags: USABLE,
  appDevice,
  fsDevice,
  mapAddress,
  appOrigin: mapAddress,
});

export interface MgosPlace {
  readonly partitions: PartitionTable;
  readonly slots: readonly MgosSlot[];
  /** Where every app is linked; null: each for its own slot. */
  readonly appOrigin: number | null;
  readonly isStock: boolean;
}

export function mgosScheme(place: MgosPlace): DeviceProfile['createScheme'] {
  const { partitions, slots, appOrigin, isStock } = place;
  const apps = partitions.filter(({ kind }) => kind === 'app' || kind === 'spare-app');
  return (flash, { digest }) => {
    const window = windows(flash, partitions);
    return new MgosBootScheme({
      areas: [window('bcfg0'), window('bcfg1')],
      commitTime: new CommitTime(window('updater.dat')),
      devices: new Map(apps.map(({ name }) => [name, window(name)])),
      defaultSlots: slots,
      appOrigin,
      digest,
      isStock,
    });
  };
}

/** Boot loader and its configuration come first (the `bl_size` and `bl_cfg_size` of a bundle). */
const STM32_APP_AT = 0xc000;
const STM32_APP_SIZE = 0x3_4000;
const STM32_FS_SIZE = 0x2_0000;
const SPI = 0x10_0000;

/** What both STM32 have on the SPI flash beside the chip; its addresses follow the chip's own. */
const STM32_SPI: PartitionTable = [
  { name: 'fs0', kind: 'fs', slot: 0, offset: SPI + 0x1_0000, sizeBytes: STM32_FS_SIZE },
  { name: 'app1', kind: 'app', slot: 1, offset: SPI + 0x4_0000, sizeBytes: STM32_APP_SIZE },
  { name: 'fs1', kind: 'fs', slot: 1, offset: SPI + 0x8_0000, sizeBytes: STM32_FS_SIZE },
  {
    name: 'appT',
    kind: 'spare-app',
    slot: null,
    offset: SPI + 0xa_0000,
    sizeBytes: STM32_APP_SIZE,
  },
];

/** An STM32L4R: pages of 4 KiB, words of 8 bytes with ECC, each programmed once. */
const STM32_GEOMETRY: FlashGeometry = {
  size: 2 * SPI,
  eraseSize: 4096,
  programSize: 8,
  wordOnce: true,
};

const STM32_PARTITIONS: PartitionTable = [
  { name: 'bcfg0', kind: 'boot-record', slot: null, offset: 0x8000, sizeBytes: 0x2000 },
  { name: 'bcfg1', kind: 'boot-record', slot: null, offset: 0xa000, sizeBytes: 0x2000 },
  { name: 'app0', kind: 'app', slot: 0, offset: STM32_APP_AT, sizeBytes: STM32_APP_SIZE },
  { ...COMMIT_TIME, offset: SPI, sizeBytes: 0x1000 },
  ...STM32_SPI,
];

/** An STM32F4: four sectors of 16 KiB, one of 64, seven of 128; then the SPI flash's of 4. */
const STM32_MIXED_GEOMETRY: FlashGeometry = {
  size: 2 * SPI,
  eraseSize: 4096,
  programSize: 4,
  wordOnce: false,
  runs: [
    { sizeBytes: 0x4000, count: 4 },
    { sizeBytes: 0x1_0000, count: 1 },
    { sizeBytes: 0x2_0000, count: 7 },
    { sizeBytes: 0x1000, count: 256 },
  ],
};

/** The second area lies on the SPI flash: another sector of the chip would cost it 16 KiB or more. */
const STM32_MIXED_PARTITIONS: PartitionTable = [
  { name: 'bcfg0', kind: 'boot-record', slot: null, offset: 0x8000, sizeBytes: 0x4000 },
  { name: 'app0', kind: 'app', slot: 0, offset: STM32_APP_AT, sizeBytes: STM32_APP_SIZE },
  { ...COMMIT_TIME, offset: SPI, sizeBytes: 0x1000 },
  { name: 'bcfg1', kind: 'boot-record', slot: null, offset: SPI + 0x2000, sizeBytes: 0x2000 },
  ...STM32_SPI,
];

/** FLASH_BASE of an STM32: its own flash begins here in the address space. */
const FLASH_BASE = 0x0800_0000;
const APP_ORIGIN = FLASH_BASE + STM32_APP_AT;

/**
 * Slot 0 runs, slot 1 waits on the SPI flash, the third keeps what is moved out of the way
 * (boot-schemes.md#stm32-and-rs14100).
 */
const SLOTS = [
  mgosSlot('app0', 'fs0', APP_ORIGIN),
  mgosSlot('app1', 'fs1', 0),
  mgosSlot('appT', '', 0),
];
const PLACE = { partitions: STM32_PARTITIONS, slots: SLOTS, appOrigin: APP_ORIGIN };

const STM32: DeviceProfile = {
  ...COMMON,
  ...ofPlatform(STM32_FACTS),
  geometry: STM32_GEOMETRY,
  partitions: STM32_PARTITIONS,
  ram: { size: 305_152, free: 265_216 },
  incompleteCode: -2,
  appOrigin: STM32_APP_AT,
  bootRecord: { kind: 'two-areas', newer: 'larger' },
  createScheme: mgosScheme({ ...PLACE, isStock: false }),
};

const STM32_STOCK: DeviceProfile = {
  ...STM32,
  name: 'stm32-stock',
  isStock: true,
  createScheme: mgosScheme({ ...PLACE, isStock: true }),
};

const STM32_MIXED: DeviceProfile = {
  ...STM32,
  name: 'stm32-mixed',
  geometry: STM32_MIXED_GEOMETRY,
  partitions: STM32_MIXED_PARTITIONS,
  createScheme: mgosScheme({ ...PLACE, partitions: STM32_MIXED_PARTITIONS, isStock: false }),
};

export const STM32_PROFILES: readonly DeviceProfile[] = [STM32, STM32_STOCK, STM32_MIXED];
