import { HARDENED } from '../../boot/boot-scheme.ts';
import { ESP32_FAMILY } from '../esp32/facts.ts';
import type { PlatformFacts } from '../platform.ts';

/** As an ESP32-C3: the boot loader of this chip lies at 0, too (boot-schemes.md#esp32). */
export const ESP32S3_FACTS = {
  ...ESP32_FAMILY,
  name: 'esp32s3',
  namePrefix: 'esp32s3_',
  safety: { esp32s3: HARDENED },
} as const satisfies PlatformFacts;
