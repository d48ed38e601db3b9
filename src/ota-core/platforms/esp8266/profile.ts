import { RbootScheme } from '../../boot/rboot-scheme.ts';
import { ReferenceScheme } from '../../boot/reference-scheme.ts';
import type { DeviceProfile } from '../../device/profile.ts';
import { COMMON, ofPlatform, serialFlash } from '../common-profile.ts';
import { ESP8266_FACTS } from './facts.ts';
import { ESP8266_HARDENED_PARTITIONS, ESP8266_PARTITIONS } from './partitions.ts';
import {
  ESP8266_RECORD_CODEC,
  ESP8266_WATCHDOG_MS,
  rbootHardenedOptions,
  rbootSchemeOptions,
} from './places.ts';

const ESP8266: DeviceProfile = {
  ...COMMON,
  ...ofPlatform(ESP8266_FACTS),
  geometry: serialFlash(0x20_0000),
  partitions: ESP8266_PARTITIONS,
  filesystem: 'mounted',
  ram: { size: 52_136, free: 36_864 },
  watchdogMs: ESP8266_WATCHDOG_MS,
  isStock: true,
  comparesSrc: ESP8266_FACTS.vendorComparesSrc,
  bootRecord: { kind: 'one-sector' },
  createScheme: (flash, ports) => new RbootScheme(rbootSchemeOptions(flash, ports)),
};

const ESP8266_HARDENED: DeviceProfile = {
  ...ESP8266,
  name: 'esp8266-hardened',
  partitions: ESP8266_HARDENED_PARTITIONS,
  isStock: false,
  comparesSrc: 'whole',
  bootRecord: { kind: 'two-records', newer: 'smaller', codec: ESP8266_RECORD_CODEC },
  createScheme: (flash, ports) => new ReferenceScheme(rbootHardenedOptions(flash, ports)),
};

export const ESP8266_PROFILES: readonly DeviceProfile[] = [ESP8266, ESP8266_HARDENED];
