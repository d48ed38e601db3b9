/** The profiles of the ESP32 family. A host that has only these knows them by name without fetching the others. */
import { bootRecordCodec } from '../boot/boot-record.ts';
import { Esp32Scheme } from '../boot/esp32-scheme.ts';
import { Esp32StockScheme } from '../boot/esp32-stock-scheme.ts';
import { ReferenceScheme } from '../boot/reference-scheme.ts';
import { COMMON } from './common-profile.ts';
import { esp32SchemeOptions, esp32StockOptions, referenceSchemeOptions } from './esp32-places.ts';
import { ESP32_PARTITIONS, REFERENCE_PARTITIONS } from './partition-table.ts';
import type { DeviceProfile } from './profile.ts';

const ESP32: DeviceProfile = {
  ...COMMON,
  name: 'esp32',
  arch: 'esp32',
  partitions: ESP32_PARTITIONS,
  filesystem: 'mounted',
  bootRecord: { kind: 'otadata-and-nvs', newer: 'larger' },
  createScheme: (flash, ports) => new Esp32Scheme(esp32SchemeOptions(flash, ports)),
};

const ESP32_STOCK: DeviceProfile = {
  ...ESP32,
  name: 'esp32-stock',
  isStock: true,
  comparesSrc: 'beginning',
  createScheme: (flash, ports) => new Esp32StockScheme(esp32StockOptions(flash, ports)),
};

const REFERENCE: DeviceProfile = {
  ...COMMON,
  name: 'reference',
  arch: 'esp32',
  partitions: REFERENCE_PARTITIONS,
  filesystem: 'mounted',
  bootRecord: { kind: 'two-records', newer: 'smaller', codec: bootRecordCodec },
  createScheme: (flash, ports) => new ReferenceScheme(referenceSchemeOptions(flash, ports)),
};

export const ESP32_PROFILES: readonly DeviceProfile[] = [
  ESP32,
  { ...ESP32, name: 'esp32c3', arch: 'esp32c3' },
  ESP32_STOCK,
  REFERENCE,
];
