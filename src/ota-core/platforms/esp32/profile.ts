import { Esp32Scheme, type Esp32SchemeOptions } from '../../boot/esp32-scheme.ts';
import {
  type DeviceProfile,
  verifier,
  windows,
  type SchemePorts,
  type PartitionTable,
} from '../../device/profile.ts';
import type { Flash } from '../../flash/flash.ts';
import { ofPlatform, ESP32_WATCHDOG_MS, COMMON } from '../common-profile.ts';
import { ESP32_FACTS } from './facts.ts';

/** What the profiles of an ESP32 share, whatever boot scheme they have. */
export const ESP32_COMMON = {
  ...COMMON,
  filesystem: 'mounted',
  snapshots: true,
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
const ESP32_PARTITIONS: PartitionTable = [
  { name: 'nvs', kind: 'nvs', slot: null, offset: 0x9000, sizeBytes: 0x4000 },
  { name: 'otadata', kind: 'boot-record', slot: null, offset: 0xd000, sizeBytes: 0x2000 },
  ...ESP32_SLOTS,
];

export const ESP32: DeviceProfile = {
  ...ESP32_COMMON,
  ...ofPlatform(ESP32_FACTS),
  partitions: ESP32_PARTITIONS,
  bootRecord: { kind: 'otadata-and-nvs', newer: 'larger' },
  createScheme: (flash, ports) => new Esp32Scheme(esp32SchemeOptions(flash, ports)),
};

/** Where the boot scheme of the ESP32 family lies on its chips. */
export function esp32SchemeOptions(flash: Flash, ports: SchemePorts): Esp32SchemeOptions {
  const window = windows(flash, ESP32_PARTITIONS);
  return {
    otadata: window('otadata'),
    nvs: window('nvs'),
    verify: verifier(flash, ESP32_PARTITIONS, ports),
    watchdogMs: ESP32_WATCHDOG_MS,
  };
}
