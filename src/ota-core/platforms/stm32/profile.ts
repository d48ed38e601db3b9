import type { DeviceProfile } from '../../device/profile.ts';
import { COMMON, ofPlatform } from '../common-profile.ts';
import { mgosScheme, mgosSlot } from '../mgos-places.ts';
import { STM32_FACTS } from './facts.ts';
import {
  STM32_APP_AT,
  STM32_GEOMETRY,
  STM32_MIXED_GEOMETRY,
  STM32_MIXED_PARTITIONS,
  STM32_PARTITIONS,
} from './partitions.ts';

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
