import { bootRecordCodec } from '../../boot/boot-record.ts';
import { ReferenceScheme } from '../../boot/reference-scheme.ts';
import type { DeviceProfile } from '../../device/profile.ts';
import { ofPlatform } from '../common-profile.ts';
import { ESP32_FACTS } from '../esp32/facts.ts';
import { ESP32_COMMON } from '../esp32/common.ts';
import { REFERENCE_PARTITIONS } from './partitions.ts';
import { referenceSchemeOptions } from './places.ts';

/** An esp32 with the boot scheme by the book: no vendor has it. */
export const REFERENCE: DeviceProfile = {
  ...ESP32_COMMON,
  ...ofPlatform(ESP32_FACTS),
  name: 'reference',
  partitions: REFERENCE_PARTITIONS,
  bootRecord: { kind: 'two-records', newer: 'smaller', codec: bootRecordCodec },
  createScheme: (flash, ports) => new ReferenceScheme(referenceSchemeOptions(flash, ports)),
};
