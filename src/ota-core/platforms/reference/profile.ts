import { bootRecordCodec } from '../../boot/boot-record.ts';
import { ReferenceScheme } from '../../boot/reference-scheme.ts';
import type { ReferenceSchemeOptions } from '../../boot/reference-scheme.ts';
import type { PartitionTable, DeviceProfile } from '../../device/profile.ts';
import { windows, type SchemePorts } from '../../device/profile.ts';
import type { Flash } from '../../flash/flash.ts';
import { ofPlatform } from '../common-profile.ts';
import { ESP32_COMMON, ESP32_SLOTS } from '../esp32/common.ts';
import { ESP32_FACTS } from '../esp32/facts.ts';

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

export function referenceSchemeOptions(flash: Flash, ports: SchemePorts): ReferenceSchemeOptions {
  const window = windows(flash, REFERENCE_PARTITIONS);
  return {
    records: [window('bcfg0'), window('bcfg1')],
    apps: [window('app_0'), window('app_1')],
    digest: ports.digest,
  };
}
