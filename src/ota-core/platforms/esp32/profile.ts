import { Esp32Scheme } from '../../boot/esp32-scheme.ts';
import { Esp32StockScheme } from '../../boot/esp32-stock-scheme.ts';
import type { DeviceProfile } from '../../device/profile.ts';
import { ofPlatform } from '../common-profile.ts';
import { REFERENCE } from '../reference/profile.ts';
import { ESP32_COMMON } from './common.ts';
import { ESP32_FACTS } from './facts.ts';
import { ESP32_PARTITIONS } from './partitions.ts';
import { esp32SchemeOptions, esp32StockOptions } from './places.ts';

export const ESP32: DeviceProfile = {
  ...ESP32_COMMON,
  ...ofPlatform(ESP32_FACTS),
  partitions: ESP32_PARTITIONS,
  bootRecord: { kind: 'otadata-and-nvs', newer: 'larger' },
  createScheme: (flash, ports) => new Esp32Scheme(esp32SchemeOptions(flash, ports)),
};

const ESP32_STOCK: DeviceProfile = {
  ...ESP32,
  name: 'esp32-stock',
  isStock: true,
  comparesSrc: ESP32_FACTS.vendorComparesSrc,
  createScheme: (flash, ports) => new Esp32StockScheme(esp32StockOptions(flash, ports)),
};

export const ESP32_PROFILES: readonly DeviceProfile[] = [ESP32, ESP32_STOCK, REFERENCE];
