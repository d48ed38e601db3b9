/**
 * Where things lie on the chips that are not an ESP32: the maps of bundle.md#manifests-by-platform,
 * boot-schemes.md#esp8266 to #cc3200.
 */
import type { FlashGeometry } from '../flash/flash.ts';
import type { PartitionTable } from './partition-table.ts';

const COMMIT_TIME = { name: 'updater.dat', kind: 'commit-time', slot: null } as const;

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

/** Boot loader and its configuration come first (the `bl_size` and `bl_cfg_size` of a bundle). */
export const STM32_APP_AT = 0xc000;
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
export const STM32_GEOMETRY: FlashGeometry = {
  size: 2 * SPI,
  eraseSize: 4096,
  programSize: 8,
  wordOnce: true,
};

export const STM32_PARTITIONS: PartitionTable = [
  { name: 'bcfg0', kind: 'boot-record', slot: null, offset: 0x8000, sizeBytes: 0x2000 },
  { name: 'bcfg1', kind: 'boot-record', slot: null, offset: 0xa000, sizeBytes: 0x2000 },
  { name: 'app0', kind: 'app', slot: 0, offset: STM32_APP_AT, sizeBytes: STM32_APP_SIZE },
  { ...COMMIT_TIME, offset: SPI, sizeBytes: 0x1000 },
  ...STM32_SPI,
];

/** An STM32F4: four sectors of 16 KiB, one of 64, seven of 128; then the SPI flash's of 4. */
export const STM32_MIXED_GEOMETRY: FlashGeometry = {
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
export const STM32_MIXED_PARTITIONS: PartitionTable = [
  { name: 'bcfg0', kind: 'boot-record', slot: null, offset: 0x8000, sizeBytes: 0x4000 },
  { name: 'app0', kind: 'app', slot: 0, offset: STM32_APP_AT, sizeBytes: STM32_APP_SIZE },
  { ...COMMIT_TIME, offset: SPI, sizeBytes: 0x1000 },
  { name: 'bcfg1', kind: 'boot-record', slot: null, offset: SPI + 0x2000, sizeBytes: 0x2000 },
  ...STM32_SPI,
];
