import { Cc3200Scheme } from '../../boot/cc3200-scheme.ts';
import { ReferenceScheme } from '../../boot/reference-scheme.ts';
import type { DeviceProfile } from '../../device/profile.ts';
import { COMMON, ofPlatform, serialFlash } from '../common-profile.ts';
import { CC3200_FACTS } from './facts.ts';
import { CC3200_PARTITIONS } from './partitions.ts';
import {
  CC3200_RECORD_CODEC,
  CC3200_WATCHDOG_MS,
  cc3200HardenedOptions,
  cc3200SchemeOptions,
} from './places.ts';

export const CC3200: DeviceProfile = {
  ...COMMON,
  ...ofPlatform(CC3200_FACTS),
  geometry: serialFlash(0x10_0000),
  partitions: CC3200_PARTITIONS,
  ram: { size: 61_400, free: 27_136 },
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

export const CC3200_PROFILES: readonly DeviceProfile[] = [CC3200, CC3200_STOCK];
