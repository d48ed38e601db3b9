/** What a device of the platform may be besides the plain form: few chips are, so it has a file of its own. */
import { bootRecordCodec } from '../../boot/boot-record.ts';
import { Esp32StockScheme, type Esp32StockOptions } from '../../boot/esp32-stock-scheme.ts';
import { ReferenceScheme, type ReferenceSchemeOptions } from '../../boot/reference-scheme.ts';
import {
  type DeviceProfile,
  initializer,
  windows,
  type SchemePorts,
  type PartitionTable,
} from '../../device/profile.ts';
import type { Flash } from '../../flash/flash.ts';
import { ofPlatform } from '../common-profile.ts';
import { ESP32_FACTS } from './facts.ts';
import { ESP32, ESP32_COMMON, ESP32_SLOTS, esp32SchemeOptions } from './profile.ts';

/** The slots of an ESP32; two boot records in separate erase blocks where that has its otadata. */
const REFERENCE_PARTITIONS: PartitionTable = [
  { name: 'bcfg0', kind: 'boot-record', slot: null, offset: 0xd000, sizeBytes: 0x1000 },
  { name: 'bcfg1', kind: 'boot-record', slot: null, offset: 0xe000, sizeBytes: 0x1000 },
  ...ESP32_SLOTS,
];

/** An esp32 with the boot scheme by the book: no vendor has it. */
export const REFERENCE: DeviceProfile = {
  ...ESP32_COMMON,
  ...ofPlatform(ESP32_FACTS),
  name: 'reference',
  partitions: REFERENCE_PARTITIONS,
  bootRecord: { kind: 'two-records', newer: 'smaller', codec: bootRecordCodec },
  createScheme: (flash, ports) => new ReferenceScheme(referenceSchemeOptions(flash, ports)),
};

const ESP32_STOCK: DeviceProfile = {
  ...ESP32,
  name: 'esp32-stock',
  isStock: true,
  comparesSrc: ESP32_FACTS.vendorComparesSrc,
  comparesSha1: ESP32_FACTS.vendorComparesSha1,
  createScheme: (flash, ports) => new Esp32StockScheme(esp32StockOptions(flash, ports)),
};

export const ESP32_PROFILES: readonly DeviceProfile[] = [ESP32, ESP32_STOCK, REFERENCE];

function esp32StockOptions(flash: Flash, ports: SchemePorts): Esp32StockOptions {
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
