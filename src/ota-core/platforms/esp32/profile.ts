import { Esp32Scheme } from '../../boot/esp32-scheme.ts';
import type { Esp32SchemeOptions } from '../../boot/esp32-scheme.ts';
import { Esp32StockScheme } from '../../boot/esp32-stock-scheme.ts';
import type { Esp32StockOptions } from '../../boot/esp32-stock-scheme.ts';
import type { DeviceProfile } from '../../device/profile.ts';
import { initializer, verifier, windows, type SchemePorts } from '../../device/profile.ts';
import type { Flash } from '../../flash/flash.ts';
import { ofPlatform, ESP32_WATCHDOG_MS } from '../common-profile.ts';
import { REFERENCE } from '../reference/profile.ts';
import { ESP32_COMMON, ESP32_PARTITIONS } from './common.ts';
import { ESP32_FACTS } from './facts.ts';

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

/** Where the boot schemes of the ESP32 family lie on their chips. */

export function esp32SchemeOptions(flash: Flash, ports: SchemePorts): Esp32SchemeOptions {
  const window = windows(flash, ESP32_PARTITIONS);
  return {
    otadata: window('otadata'),
    nvs: window('nvs'),
    verify: verifier(flash, ESP32_PARTITIONS, ports),
    watchdogMs: ESP32_WATCHDOG_MS,
  };
}

function esp32StockOptions(flash: Flash, ports: SchemePorts): Esp32StockOptions {
  return { ...esp32SchemeOptions(flash, ports), initializes: initializer(ports) };
}
