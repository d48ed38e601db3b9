/** The profiles of every platform that is not an ESP32. */
import { Cc3200Scheme } from '../boot/cc3200-scheme.ts';
import { MgosBootScheme } from '../boot/mgos-boot-scheme.ts';
import { RbootScheme } from '../boot/rboot-scheme.ts';
import { ReferenceScheme } from '../boot/reference-scheme.ts';
import type { RequiredPart } from '../update/required-part.ts';
import { COMMON, part, serialFlash } from './common-profile.ts';
import {
  CC3200_PARTITIONS,
  ESP8266_HARDENED_PARTITIONS,
  ESP8266_PARTITIONS,
  RS14100_PARTITIONS,
  STM32_APP_AT,
  STM32_GEOMETRY,
  STM32_MIXED_GEOMETRY,
  STM32_MIXED_PARTITIONS,
  STM32_PARTITIONS,
} from './partition-tables.ts';
import type { DeviceProfile } from './profile.ts';
import {
  CC3200_RECORD_CODEC,
  CC3200_WATCHDOG_MS,
  cc3200HardenedOptions,
  cc3200SchemeOptions,
  ESP8266_RECORD_CODEC,
  ESP8266_WATCHDOG_MS,
  mgosSchemeOptions,
  rbootHardenedOptions,
  rbootSchemeOptions,
} from './vendor-places.ts';

/** SHA-1 is all that this platform's manifests must have; the part is called `fw`. */
const ESP8266: DeviceProfile = {
  ...COMMON,
  name: 'esp8266',
  arch: 'esp8266',
  geometry: serialFlash(0x20_0000),
  partitions: ESP8266_PARTITIONS,
  filesystem: 'mounted',
  requiredParts: [
    { ...part('app', 'fw'), form: 'placed' },
    { ...part('fs', 'fs'), form: 'placed' },
  ],
  watchdogMs: ESP8266_WATCHDOG_MS,
  isStock: true,
  comparesSrc: 'beginning',
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

const CC3200: DeviceProfile = {
  ...COMMON,
  name: 'cc3200',
  arch: 'cc3200',
  geometry: serialFlash(0x10_0000),
  partitions: CC3200_PARTITIONS,
  requiredParts: [
    { ...part('app', null), form: 'loaded-app' },
    { ...part('fs', null), form: 'fs-container', isOptional: true },
  ],
  watchdogMs: CC3200_WATCHDOG_MS,
  bootRecord: { kind: 'two-records', newer: 'smaller', codec: CC3200_RECORD_CODEC },
  createScheme: (flash, ports) => new ReferenceScheme(cc3200HardenedOptions(flash, ports)),
};

const CC3200_STOCK: DeviceProfile = {
  ...CC3200,
  name: 'cc3200-stock',
  isStock: true,
  bootRecord: { kind: 'two-files', newer: 'smaller' },
  createScheme: (flash, ports) => new Cc3200Scheme(cc3200SchemeOptions(flash, ports)),
};

const FS_OPTIONAL: RequiredPart = { ...part('fs', 'fs'), isOptional: true };

const STM32: DeviceProfile = {
  ...COMMON,
  name: 'stm32',
  arch: 'stm32',
  geometry: STM32_GEOMETRY,
  partitions: STM32_PARTITIONS,
  requiredParts: [{ ...part('app', 'app'), form: 'flash-image' }, FS_OPTIONAL],
  incompleteCode: -2,
  appOrigin: STM32_APP_AT,
  bootRecord: { kind: 'two-areas', newer: 'larger' },
  createScheme: mgosScheme({ partitions: STM32_PARTITIONS, platform: 'stm32', isStock: false }),
};

const STM32_STOCK: DeviceProfile = {
  ...STM32,
  name: 'stm32-stock',
  isStock: true,
  createScheme: mgosScheme({ partitions: STM32_PARTITIONS, platform: 'stm32', isStock: true }),
};

const STM32_MIXED: DeviceProfile = {
  ...STM32,
  name: 'stm32-mixed',
  geometry: STM32_MIXED_GEOMETRY,
  partitions: STM32_MIXED_PARTITIONS,
  createScheme: mgosScheme({
    partitions: STM32_MIXED_PARTITIONS,
    platform: 'stm32',
    isStock: false,
  }),
};

const RS14100: DeviceProfile = {
  ...COMMON,
  name: 'rs14100',
  arch: 'rs14100',
  partitions: RS14100_PARTITIONS,
  filesystem: 'mounted',
  requiredParts: [
    { ...part('app', 'app0'), form: 'linked', slot: 0 },
    { ...part('app', 'app1'), form: 'linked', slot: 1 },
    FS_OPTIONAL,
  ],
  incompleteCode: -2,
  bootRecord: { kind: 'two-areas', newer: 'larger' },
  createScheme: mgosScheme({ partitions: RS14100_PARTITIONS, platform: 'rs14100', isStock: false }),
};

const RS14100_STOCK: DeviceProfile = {
  ...RS14100,
  name: 'rs14100-stock',
  isStock: true,
  createScheme: mgosScheme({ partitions: RS14100_PARTITIONS, platform: 'rs14100', isStock: true }),
};

export const VENDOR_PROFILES: readonly DeviceProfile[] = [
  ESP8266,
  ESP8266_HARDENED,
  CC3200,
  CC3200_STOCK,
  { ...CC3200, name: 'cc3220', arch: 'cc3220', isGuess: true },
  STM32,
  STM32_STOCK,
  STM32_MIXED,
  RS14100,
  RS14100_STOCK,
];

function mgosScheme(place: Parameters<typeof mgosSchemeOptions>[2]): DeviceProfile['createScheme'] {
  return (flash, ports) => new MgosBootScheme(mgosSchemeOptions(flash, ports, place));
}
