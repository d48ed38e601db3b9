import { HARDENED } from '../../boot/boot-scheme.ts';
import { ESP32_FAMILY } from '../esp32/facts.ts';
import type { PlatformFacts } from '../platform.ts';

/** As an ESP32-C3: the boot loader of this chip lies at 0, too (boot-schemes.md#esp32). */
export const ESP32C6_FACTS = {
  ...ESP32_FAMILY,
  name: 'esp32c6',
  namePrefix: 'esp32c6_',
  safety: { esp32c6: HARDENED },
} as const satisfies PlatformFacts;
