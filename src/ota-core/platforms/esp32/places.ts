/** Where the boot schemes of the ESP32 family lie on their chips. */
import type { Esp32SchemeOptions } from '../../boot/esp32-scheme.ts';
import type { Esp32StockOptions } from '../../boot/esp32-stock-scheme.ts';
import { initializer, verifier, windows, type SchemePorts } from '../../device/scheme-ports.ts';
import type { Flash } from '../../flash/flash.ts';
import { ESP32_WATCHDOG_MS } from '../common-profile.ts';
import { ESP32_PARTITIONS } from './partitions.ts';

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
