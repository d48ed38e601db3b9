/** Where the boot schemes of the ESP32 family lie on their chips. */
import type { Esp32SchemeOptions } from '../boot/esp32-scheme.ts';
import type { Esp32StockOptions } from '../boot/esp32-stock-scheme.ts';
import type { ReferenceSchemeOptions } from '../boot/reference-scheme.ts';
import type { Flash } from '../flash/flash.ts';
import { ESP32_PARTITIONS, REFERENCE_PARTITIONS } from './partition-table.ts';
import { initializer, verifier, windows, type SchemePorts } from './scheme-ports.ts';

/** ESP-IDF, CONFIG_BOOTLOADER_WDT_TIME_MS: the RTC watchdog, armed by the boot loader. */
export const ESP32_WATCHDOG_MS = 9000;
export function esp32SchemeOptions(flash: Flash, ports: SchemePorts): Esp32SchemeOptions {
  const window = windows(flash, ESP32_PARTITIONS);
  return {
    otadata: window('otadata'),
    nvs: window('nvs'),
    verify: verifier(flash, ESP32_PARTITIONS, ports),
    watchdogMs: ESP32_WATCHDOG_MS,
  };
}

export function esp32StockOptions(flash: Flash, ports: SchemePorts): Esp32StockOptions {
  return { ...esp32SchemeOptions(flash, ports), initializes: initializer(ports) };
}

export function referenceSchemeOptions(flash: Flash, ports: SchemePorts): ReferenceSchemeOptions {
  const window = windows(flash, REFERENCE_PARTITIONS);
  return {
    records: [window('bcfg0'), window('bcfg1')],
    apps: [window('app_0'), window('app_1')],
    digest: ports.digest,
  };
}
